namespace Stomp.Broker.Subscriptions;

/// <summary>Whether a subscription consumes messages, or looks at them.</summary>
internal enum BrowseMode : byte
{
    /// <summary>It consumes them.</summary>
    None,

    /// <summary>It gets those that are there, and a last MESSAGE with <c>browser:end</c>.</summary>
    Once,

    /// <summary>It gets those that are there, and those that come.</summary>
    Follow,
}

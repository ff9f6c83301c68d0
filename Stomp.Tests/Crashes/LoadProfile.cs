namespace Stomp.Tests.Crashes;

/// <summary>Which clients use the broker in one of its lives.</summary>
internal enum LoadProfile
{
    /// <summary>All.</summary>
    All,

    /// <summary>Publishers alone: messages gather.</summary>
    Publishers,

    /// <summary>Consumers alone, of what has gathered.</summary>
    Consumers,
}

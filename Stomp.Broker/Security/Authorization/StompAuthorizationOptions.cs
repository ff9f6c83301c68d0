using Microsoft.Extensions.Configuration;

namespace Stomp.Broker.Security.Authorization;

/// <summary>
/// The rules about what clients may do: <c>Send("/topic/alerts/**").RequireRole("admin")</c>. For each frame the first rule that matches decides.
/// An action that no rule names is free. One that some rule names is refused where none matches: end with <c>Any("/**").Allow()</c> to have it otherwise.
/// </summary>
/// <remarks>
/// <para>
/// A pattern is a destination whose tokens stand between slashes, and in topics and message handlers' destinations between dots too. <c>*</c> in a token is any
/// characters of it, <c>**</c> as a token any number of tokens, <c>{user}</c> in a token the user's name, literally: in topics its characters
/// <c>. / * # &gt; %</c>, in message handlers' destinations <c>. / %</c>, elsewhere <c>/</c> and <c>%</c>, are written as <c>%2E</c> and so on. Users without a
/// name never match it. In message handlers' destinations characters are the same whether percent-encoded or not, but those that separate.
/// </para>
/// <para>
/// A subscription with wildcards is allowed only if rules allow all that it could match: it is no way around a rule. Receive rules instead let it be made,
/// and leave out what may not be received.
/// </para>
/// <para>
/// What clients send to the destinations of users (<c>/user/{name}/…</c>) is refused, unless a Send rule whose pattern begins with that prefix allows it.
/// </para>
/// <para>Read once, when the broker starts; wrong rules are refused then.</para>
/// </remarks>
public sealed class StompAuthorizationOptions
{
    private readonly List<StompAuthorizationRule> _rules = [];

    /// <summary>The rules so far, in their order.</summary>
    public IReadOnlyList<StompAuthorizationRule> Rules => _rules;

    /// <summary>Begins a rule about sending to destinations.</summary>
    /// <param name="patterns">Patterns, of which one must match.</param>
    public StompAuthorizationRule Send(params ReadOnlySpan<string> patterns) => Add([StompAction.Send], patterns);

    /// <summary>Begins a rule about subscribing to destinations.</summary>
    /// <inheritdoc cref="Send"/>
    public StompAuthorizationRule Subscribe(params ReadOnlySpan<string> patterns) => Add([StompAction.Subscribe], patterns);

    /// <summary>Begins a rule about receiving what is sent to destinations. Such a rule cannot require a policy.</summary>
    /// <inheritdoc cref="Send"/>
    public StompAuthorizationRule Receive(params ReadOnlySpan<string> patterns) => Add([StompAction.Receive], patterns);

    /// <summary>Begins a rule about sending and subscribing to destinations.</summary>
    /// <inheritdoc cref="Send"/>
    public StompAuthorizationRule Any(params ReadOnlySpan<string> patterns) => Add([StompAction.Send, StompAction.Subscribe], patterns);

    /// <summary>
    /// Adds the rules of a section, a list: <c>[ { "Action": "Send", "Destination": "/topic/alerts/**", "Roles": [ "admin" ] } ]</c>. Who may is said by
    /// <c>Allow</c> (true or false), or by <c>Authenticated</c> (true), <c>Users</c>, <c>Roles</c>, <c>Claims</c> and <c>Policy</c>, of which all must be met.
    /// </summary>
    /// <exception cref="ArgumentException">Something in it is wrong; the message names it.</exception>
    public StompAuthorizationOptions Add(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        RuleReader.Read(section, this);
        return this;
    }

    internal StompAuthorizationRule Add(StompAction[] actions, ReadOnlySpan<string> patterns)
    {
        if (patterns.IsEmpty)
        {
            throw new ArgumentException("a rule needs a destination: /topic/news, /topic/**, /queue/{user}/*");
        }

        var rule = new StompAuthorizationRule(this, actions, patterns.ToArray());
        _rules.Add(rule);
        return rule;
    }
}

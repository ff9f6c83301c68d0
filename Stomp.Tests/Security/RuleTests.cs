using System.Security.Claims;
using NUnit.Framework;
using Stomp.Broker.Configuration;
using Stomp.Broker.Security.Authorization;
using Stomp.Core.Transports;

namespace Stomp.Tests.Security;

/// <summary>What rules say, without a broker.</summary>
public sealed class RuleTests
{
    private static readonly ClaimsPrincipal Anonymous = new(new ClaimsIdentity());

    [TestCase("/topic/news", "/topic/news", true)]
    [TestCase("/topic/news", "/topic/newsx", false)]
    [TestCase("/topic/news", "/topic/News", false)]
    [TestCase("/topic/news", "/topic/news/", true, TestName = "in topics one separator at the end makes no difference")]
    [TestCase("/topic/news", "/topic/news.", true)]
    [TestCase("/topic/news/", "/topic/news", true)]
    [TestCase("/topic/news", "/topic/news//", false)]
    [TestCase("/queue/news", "/queue/news/", false, TestName = "in queues it does")]
    [TestCase("/app/a/b", "/app/a.b", true, TestName = "to message handlers a dot and a slash are the same")]
    [TestCase("/app/a.b", "/app/a/b", true)]
    [TestCase("/app/a", "/app/a/", true)]
    [TestCase("/app/a", "/app/a.", true)]
    [TestCase("/app/admin/**", "/app/admin.kick", true)]
    [TestCase("/app/admin", "/app/%61dmin", true, TestName = "to message handlers a value is the same however it is written")]
    [TestCase("/app/%61dmin", "/app/admin", true)]
    [TestCase("/app/a%2eb", "/app/a%2E%62", true)]
    [TestCase("/app/a%2Eb", "/app/a.b", false)]
    [TestCase("/app/*", "/app/a.b", false)]
    [TestCase("/app/*", "/app/a%2Fb", true)]
    [TestCase("/app/%2A", "/app/a", false)]
    [TestCase("/app/%2A", "/app/*", true)]
    [TestCase("/topic/a.b", "/topic/a/b", true, TestName = "in topics a dot and a slash are the same")]
    [TestCase("/topic/a/b", "/topic/a.b", true)]
    [TestCase("/queue/a.b", "/queue/a/b", false, TestName = "in queues they are not")]
    [TestCase("/queue/a.b", "/queue/a.b", true)]
    [TestCase("/topic/*", "/topic/a", true)]
    [TestCase("/topic/*", "/topic/a.b", false)]
    [TestCase("/topic/*", "/topic/", true)]
    [TestCase("/queue/*", "/queue/a.b", true)]
    [TestCase("/queue/*", "/queue/a/b", false)]
    [TestCase("/queue/orders.*", "/queue/orders.eu", true)]
    [TestCase("/queue/orders.*", "/queue/orders", false)]
    [TestCase("/queue/*.eu.*", "/queue/a.eu.eu.b", true)]
    [TestCase("/queue/*.eu.*", "/queue/a.us.b", false)]
    [TestCase("/topic/**", "/topic/a.b/c", true)]
    [TestCase("/topic/**/c", "/topic/a.b.c", true)]
    [TestCase("/topic/**/c", "/topic/c", true)]
    [TestCase("/topic/**/c", "/topic/c.d", false)]
    [TestCase("/topic/**/b/**/d", "/topic/a.b.b.c.d", true)]
    [TestCase("/**", "/queue/any.thing/at all", true)]
    [TestCase("/**", "/", true)]
    [TestCase("/*/x", "/topic/x", true)]
    [TestCase("/topicx/**", "/topic/x", false)]
    public void A_pattern_matches_tokens(string pattern, string destination, bool expected) =>
        Assert.That(Allows(StompAction.Send, destination, null, rules => rules.Send(pattern).Allow()), Is.EqualTo(expected));

    [TestCase("ann", "/topic/ann", true)]
    [TestCase("ann", "/topic/bob", false)]
    [TestCase("ann", "/topic/Ann", false)]
    [TestCase("ann", "/queue/of-ann", true)]
    [TestCase("*", "/topic/ann", false)]
    [TestCase("*", "/topic/*", false)]
    [TestCase("*", "/topic/%2A", true)]
    [TestCase("*", "/queue/of-*", true)]
    [TestCase("*", "/queue/of-ann", false)]
    [TestCase("**", "/topic/a/b", false)]
    [TestCase("a.b", "/topic/a.b", false)]
    [TestCase("a.b", "/topic/a/b", false)]
    [TestCase("a.b", "/topic/a%2Eb", true)]
    [TestCase("a.b", "/queue/of-a.b", true)]
    [TestCase("a/b", "/queue/of-a/b", false)]
    [TestCase("a/b", "/queue/of-a%2Fb", true)]
    [TestCase("a%2Fb", "/queue/of-a%2Fb", false)]
    [TestCase("a%2Fb", "/queue/of-a%252Fb", true)]
    [TestCase("{user}", "/topic/{user}", true)]
    [TestCase("ann", "/app/ann", true)]
    [TestCase("*", "/app/ann", false)]
    [TestCase("*", "/app/*", true)]
    [TestCase("a.b", "/app/a.b", false)]
    [TestCase("a.b", "/app/a%2Eb", true)]
    [TestCase("a/b", "/app/a%2fb", true)]
    [TestCase(null, "/app/", false)]
    [TestCase(null, "/topic/", false)]
    [TestCase(null, "/topic/{user}", false)]
    public void The_variable_is_the_users_name_literally(string? name, string destination, bool expected)
    {
        foreach (StompAction action in (StompAction[])[StompAction.Send, StompAction.Subscribe])
        {
            Assert.That(Allows(action, destination, name, rules => rules.Any("/topic/{user}", "/queue/of-{user}", "/app/{user}").Allow()), Is.EqualTo(expected), $"{action}");
        }
    }

    [TestCase("/topic/news.*", "/topic/news/sport", true)]
    [TestCase("/topic/news.*", "/topic/news/*", true)]
    [TestCase("/topic/news.*", "/topic/news/**", false)]
    [TestCase("/topic/news.*", "/topic/news/#", false)]
    [TestCase("/topic/news.*", "/topic/*/sport", false)]
    [TestCase("/topic/news.*", "/topic/>", false)]
    [TestCase("/topic/news/**", "/topic/news/>", true)]
    [TestCase("/topic/news/**", "/topic/news.*.x.#", true)]
    [TestCase("/topic/news/**", "/topic/*.x", false)]
    [TestCase("/topic/news/**", "/topic/**/news", false)]
    [TestCase("/topic/**", "/topic/**", true)]
    [TestCase("/topic/**/x", "/topic/**/x", true)]
    [TestCase("/topic/**/x", "/topic/**/x.*", false)]
    [TestCase("/topic/*x", "/topic/*", false)]
    [TestCase("/topic/{user}/*", "/topic/ann/*", true)]
    [TestCase("/topic/{user}/*", "/topic/*/ann", false)]
    [TestCase("/queue/*", "/queue/#", true, TestName = "in queues there are no wildcards: # is a name")]
    [TestCase("/user/queue/*", "/user/queue/*", true)]
    [TestCase("/user/queue/*", "/user/**", false)]
    [TestCase("/**", "/topic/**", true)]
    public void A_subscription_with_wildcards_must_be_covered(string pattern, string destination, bool expected) =>
        Assert.That(Allows(StompAction.Subscribe, destination, "ann", rules => rules.Subscribe(pattern).Allow()), Is.EqualTo(expected));

    [TestCase("/topic/open", true)]
    [TestCase("/topic/secret", false)]
    [TestCase("/topic/secret/", false)]
    [TestCase("/topic/secret.", false)]
    [TestCase("/topic/secret/x", false)]
    [TestCase("/topic/*", false)]
    [TestCase("/topic/**", false)]
    [TestCase("/topic/*/x", false)]
    [TestCase("/topic/open/*", true)]
    [TestCase("/topic/*/*", false)]
    public void A_wildcard_is_no_way_around_a_rule_that_refuses_a_part(string destination, bool expected) =>
        Assert.That(
            Allows(StompAction.Subscribe, destination, "ann", rules => rules.Subscribe("/topic/secret/**").RequireRole("admin").Subscribe("/topic/**").Allow()),
            Is.EqualTo(expected));

    [Test]
    public void Parts_that_rules_permit_may_add_up() =>
        Assert.That(
            Allows(StompAction.Subscribe, "/topic/**", "ann", rules => rules.Subscribe("/topic/a/**").Allow().Subscribe("/topic/**").RequireUser("ann")), Is.True);

    [Test]
    public void The_first_rule_that_matches_decides()
    {
        Action<StompAuthorizationOptions> rules = rules => rules.Send("/topic/a").Deny().Send("/topic/a", "/topic/b").Allow();
        Assert.That(Allows(StompAction.Send, "/topic/a", null, rules), Is.False);
        Assert.That(Allows(StompAction.Send, "/topic/b", null, rules), Is.True);
    }

    [Test]
    public void An_action_that_no_rule_names_is_free_and_one_that_a_rule_names_is_closed_elsewhere()
    {
        Action<StompAuthorizationOptions> rules = rules => rules.Send("/topic/a").Allow();
        Assert.That(Allows(StompAction.Subscribe, "/topic/b", null, rules), Is.True);
        Assert.That(Allows(StompAction.Send, "/topic/b", null, rules), Is.False);
    }

    [TestCase("ann", "staff", true)]
    [TestCase("ann", "visitor", false)]
    [TestCase("bob", "staff", false)]
    public void All_requirements_of_a_rule_must_be_met(string name, string role, bool expected) =>
        Assert.That(
            Allows(StompAction.Send, "/topic/a", name, rules => rules.Send("/topic/a").RequireUser("ann", "eve").RequireRole("admin", "staff"), new Claim(ClaimTypes.Role, role)),
            Is.EqualTo(expected));

    [TestCase("tenant", "blue", true)]
    [TestCase("TENANT", "blue", true)]
    [TestCase("tenant", "Blue", false)]
    [TestCase("other", "blue", false)]
    public void A_claim_can_be_required(string type, string value, bool expected) =>
        Assert.That(
            Allows(StompAction.Send, "/topic/a", "ann", rules => rules.Send("/topic/a").RequireClaim("tenant", "red", "blue"), new Claim(type, value)), Is.EqualTo(expected));

    [TestCase(null, false)]
    [TestCase("ann", true)]
    public void An_authenticated_user_can_be_required(string? name, bool expected) =>
        Assert.That(Allows(StompAction.Send, "/topic/a", name, rules => rules.Send("/**").RequireAuthenticatedUser()), Is.EqualTo(expected));

    [TestCase("/**", "/user/bob/queue/x", false)]
    [TestCase("/*/**", "/user/bob/queue/x", false)]
    [TestCase("/user/**", "/user/bob/queue/x", true)]
    [TestCase("/user/*/queue/x", "/user/bob/queue/x", true)]
    [TestCase("/user/*/queue/x", "/user/bob/queue/y", false)]
    [TestCase("/user/%2A/queue/x", "/user/bob/queue/x", false)]
    [TestCase("/user/%2A/queue/x", "/user/*/queue/x", true)]
    [TestCase("/user/*/queue/x", "/user/bob/queue/x.", true)]
    [TestCase("/user/{user}/queue/x", "/user/bob/queue/x", false)]
    [TestCase("/user/{user}/queue/x", "/user/a.b/queue/x", true)]
    [TestCase("/user/{user}/queue/x", "/user/%61.b/queue/x", true)]
    public void Only_a_rule_that_begins_with_their_prefix_opens_the_destinations_of_users(string pattern, string destination, bool expected) =>
        Assert.That(Allows(StompAction.Send, destination, "a.b", rules => rules.Send(pattern).RequireAuthenticatedUser()), Is.EqualTo(expected));

    [TestCase("topic/x", "the pattern 'topic/x' does not begin with a slash")]
    [TestCase("/topic/{room}", "the pattern '/topic/{room}' has an unknown variable; the only one is {user}")]
    [TestCase("/topic/a**", "the pattern '/topic/a**' has a token 'a**'; ** must be a token of its own, and {user} stand in one without wildcards")]
    [TestCase("/topic/{user}*", "the pattern '/topic/{user}*' has a token '{user}*'")]
    [TestCase("/topic/#", "the pattern '/topic/#' has a token '#'; any number of tokens is written ** in a rule")]
    [TestCase("/*/a.b", "the pattern '/*/a.b' begins with a wildcard, so that it cannot have dots")]
    public void A_wrong_pattern_is_refused_by_name(string pattern, string expected)
    {
        var options = new StompBrokerOptions();
        options.Authorization.Subscribe(pattern).Allow();
        Assert.That(AuthorizationRules.Check(options), Does.StartWith(expected));
    }

    [Test]
    public void A_rule_that_does_not_say_who_may_or_says_it_twice_is_refused()
    {
        Assert.That(Check(rules => rules.Send("/a")), Is.EqualTo("the rule 'Send /a' does not say who may: end it with Allow(), Deny() or a requirement such as RequireRole"));
        Assert.That(Check(rules => rules.Any("/a", "/b").RequireRole("x").Allow()), Does.StartWith("the rule 'Send Subscribe /a /b' says Allow, Deny or requirements at once"));
        Assert.That(Check(rules => rules.Receive("/a").RequirePolicy("p")), Does.StartWith("the rule 'Receive /a' requires a policy: those take their time"));
        Assert.That(() => Check(rules => rules.Send()), Throws.ArgumentException.With.Message.StartsWith("a rule needs a destination"));
        Assert.That(() => Check(rules => rules.Send("/a").RequireRole()), Throws.ArgumentException);
    }

    [Test]
    public void A_policy_that_nothing_evaluates_is_refused()
    {
        var options = new StompBrokerOptions();
        options.Authorization.Send("/a").RequirePolicy("p");
        Assert.That(() => new AuthorizationRules(options, null), Throws.InvalidOperationException.With.Message.EndsWith("call AddStompBroker().AddPolicies()"));
    }

    private static string? Check(Action<StompAuthorizationOptions> configure)
    {
        var options = new StompBrokerOptions();
        configure(options.Authorization);
        return AuthorizationRules.Check(options);
    }

    private static bool Allows(
        StompAction action, string destination, string? name, Action<StompAuthorizationOptions> configure, params Claim[] claims)
    {
        var options = new StompBrokerOptions();
        configure(options.Authorization);
        Assert.That(AuthorizationRules.Check(options), Is.Null);
        ClaimsPrincipal user = name is null ? Anonymous : new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name), .. claims], "test"));
        var request = new StompAuthorizationRequest(user, name, action, destination, new PipeConnection(new InMemory.DuplexPipe(null!, null!)));
        Task<StompAuthorizationResult> result = new AuthorizationRules(options, null).AuthorizeAsync(request, CancellationToken.None).AsTask();
        Assert.That(result.IsCompletedSuccessfully, Is.True, "rules alone are judged at once");
        return result.Result.IsAllowed;
    }
}

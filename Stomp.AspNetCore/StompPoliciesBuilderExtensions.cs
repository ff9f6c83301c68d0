using Microsoft.Extensions.DependencyInjection.Extensions;
using Stomp.AspNetCore.Policies;
using Stomp.Broker;
using Stomp.Broker.Security.Authorization;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets rules about destinations require the application's policies.</summary>
public static class StompPoliciesBuilderExtensions
{
    /// <summary>
    /// Has the policies that rules require (<c>options.Authorization.Send("/topic/news").RequirePolicy("editor")</c>) evaluated by ASP.NET Core. A handler of
    /// requirements finds a <see cref="StompAuthorizationRequest"/> as the resource. The policies are those of <c>AddAuthorization</c>.
    /// </summary>
    public static IStompBrokerBuilder AddPolicies(this IStompBrokerBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddAuthorizationCore();
        builder.Services.TryAddSingleton<IStompPolicyEvaluator, PolicyEvaluator>();
        return builder;
    }
}

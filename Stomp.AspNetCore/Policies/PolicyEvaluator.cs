using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Stomp.Broker.Security.Authorization;

namespace Stomp.AspNetCore.Policies;

/// <summary>Evaluates the application's policies; the resource is the <see cref="StompAuthorizationRequest"/>.</summary>
internal sealed class PolicyEvaluator(IServiceScopeFactory scopes) : IStompPolicyEvaluator
{
    public async ValueTask<bool> EvaluateAsync(string policy, StompAuthorizationRequest request, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        IAuthorizationService authorization = scope.ServiceProvider.GetRequiredService<IAuthorizationService>();
        return (await authorization.AuthorizeAsync(request.User, request, policy)).Succeeded;
    }
}

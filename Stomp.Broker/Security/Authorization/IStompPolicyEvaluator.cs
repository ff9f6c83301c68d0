namespace Stomp.Broker.Security.Authorization;

/// <summary>Evaluates the policies that rules name. <c>AddPolicies</c> registers that of ASP.NET Core.</summary>
public interface IStompPolicyEvaluator
{
    /// <summary>Whether the user of a request meets a policy. Called on a thread of the pool.</summary>
    /// <param name="policy">The name of the policy.</param>
    /// <param name="request">What the client wants.</param>
    /// <param name="cancellationToken">Fires when the session ends.</param>
    ValueTask<bool> EvaluateAsync(string policy, StompAuthorizationRequest request, CancellationToken cancellationToken);
}

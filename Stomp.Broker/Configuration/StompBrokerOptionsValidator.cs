using Microsoft.Extensions.Options;
using Stomp.Broker.Security.Authorization;

namespace Stomp.Broker.Configuration;

/// <summary>Refuses what is wrong with the options as a whole, when the broker starts.</summary>
internal sealed class StompBrokerOptionsValidator : IValidateOptions<StompBrokerOptions>
{
    public ValidateOptionsResult Validate(string? name, StompBrokerOptions options) =>
        AuthorizationRules.Check(options) is { } mistake ? ValidateOptionsResult.Fail(mistake) : ValidateOptionsResult.Success;
}

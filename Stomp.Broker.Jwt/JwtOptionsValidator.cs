using Microsoft.Extensions.Options;

namespace Stomp.Broker.Jwt;

/// <summary>Refuses wrong options when the broker starts.</summary>
internal sealed class JwtOptionsValidator : IValidateOptions<StompJwtOptions>
{
    public ValidateOptionsResult Validate(string? name, StompJwtOptions options)
    {
        if (options.Check() is { } mistake)
        {
            return ValidateOptionsResult.Fail($"Bearer tokens: {mistake}.");
        }

        try
        {
            JwtKeys.Read(options);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException exception)
        {
            return ValidateOptionsResult.Fail($"Bearer tokens: {exception.Message}");
        }
    }
}

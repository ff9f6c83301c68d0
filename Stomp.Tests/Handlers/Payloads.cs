using System.ComponentModel.DataAnnotations;

namespace Stomp.Tests.Handlers;

/// <summary>What clients send in the tests of handlers.</summary>
public sealed record HelloMessage(string Name, int Times = 1);

/// <summary>What handlers answer.</summary>
public sealed record Greeting(string Content);

/// <summary>A record whose rules stand at its parameters, and one at the whole.</summary>
public sealed record Order([Required] string? Item, [Range(1, 10)] int Count) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Item == "nothing" ? [new ValidationResult("Nothing cannot be ordered.")] : [];
}

/// <summary>A class whose rules stand at its properties.</summary>
public sealed class Profile
{
    [MaxLength(3)]
    public string Nick { get; set; } = "";
}

using System.ComponentModel.DataAnnotations;

namespace Stomp.Broker.Handlers;

/// <summary>The body of a message breaks rules that the attributes of its type lay down: <c>[Required]</c>, <c>[MaxLength]</c>.</summary>
public sealed class StompValidationException : StompBindingException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="results">What is wrong; at least one.</param>
    public StompValidationException(IReadOnlyList<ValidationResult> results)
        : base($"the body is not valid; {Describe(results)}")
    {
        Results = results;
    }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<ValidationResult> Results { get; }

    private static string Describe(IReadOnlyList<ValidationResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return string.Join(" ", results.Select(static result => result.ErrorMessage)).TrimEnd('.');
    }
}

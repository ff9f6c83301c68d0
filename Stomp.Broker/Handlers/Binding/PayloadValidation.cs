using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Stomp.Broker.Handlers.Binding;

/// <summary>
/// Checks payloads by the attributes of <see cref="System.ComponentModel.DataAnnotations"/>: on the type, its properties, and the parameters of a record's constructor,
/// and by <see cref="IValidatableObject"/>. What a property holds is not looked into.
/// </summary>
/// <remarks>Made once for a type. Not <see cref="Validator"/>: that needs reflection which trimming breaks, and does not know records.</remarks>
internal sealed class PayloadValidation
{
    /// <summary>What trimming must leave of a payload's type.</summary>
    public const DynamicallyAccessedMemberTypes Needed = DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors;

    private readonly (PropertyInfo Property, ValidationAttribute[] Rules)[] _properties;
    private readonly ValidationAttribute[] _rules;

    private PayloadValidation((PropertyInfo Property, ValidationAttribute[] Rules)[] properties, ValidationAttribute[] rules)
    {
        _properties = properties;
        _rules = rules;
    }

    /// <summary>The checks of a type; <see langword="null"/> when it has no rules.</summary>
    public static PayloadValidation? Find([DynamicallyAccessedMembers(Needed)] Type type)
    {
        ParameterInfo[] parameters = [.. type.GetConstructors().SelectMany(static constructor => constructor.GetParameters())];
        var properties = new List<(PropertyInfo, ValidationAttribute[])>();
        foreach (PropertyInfo property in type.GetProperties())
        {
            ValidationAttribute[] rules =
            [
                .. property.GetCustomAttributes<ValidationAttribute>(inherit: true),
                .. parameters.Where(parameter => parameter.Name == property.Name && parameter.ParameterType == property.PropertyType)
                    .SelectMany(static parameter => parameter.GetCustomAttributes<ValidationAttribute>()),
            ];
            if (rules.Length > 0 && property.CanRead && property.GetIndexParameters().Length == 0)
            {
                properties.Add((property, rules));
            }
        }

        ValidationAttribute[] ofType = [.. type.GetCustomAttributes<ValidationAttribute>(inherit: true)];
        return properties.Count == 0 && ofType.Length == 0 && !typeof(IValidatableObject).IsAssignableFrom(type)
            ? null
            : new PayloadValidation([.. properties], ofType);
    }

    /// <summary>Checks a payload.</summary>
    /// <exception cref="StompValidationException">It breaks rules.</exception>
    public void Check(object payload, StompMessageContext context)
    {
        var results = new List<ValidationResult>();
        var about = new ValidationContext(payload, payload.GetType().Name, context.ServicesOrNull, items: null);
        foreach ((PropertyInfo property, ValidationAttribute[] rules) in _properties)
        {
            about.MemberName = property.Name;
            about.DisplayName = property.Name;
            Check(property.GetValue(payload), rules, about, results);
        }

        // As Validator does: what concerns the whole is not asked while its parts are wrong.
        if (results.Count == 0)
        {
            about.MemberName = null;
            Check(payload, _rules, about, results);
        }

        if (results.Count == 0 && payload is IValidatableObject itself)
        {
            results.AddRange(itself.Validate(about).Where(static result => result != ValidationResult.Success));
        }

        if (results.Count > 0)
        {
            throw new StompValidationException(results);
        }
    }

    private static void Check(object? value, ValidationAttribute[] rules, ValidationContext about, List<ValidationResult> results)
    {
        foreach (ValidationAttribute rule in rules)
        {
            if (rule.GetValidationResult(value, about) is { } wrong)
            {
                results.Add(wrong);
            }
        }
    }
}

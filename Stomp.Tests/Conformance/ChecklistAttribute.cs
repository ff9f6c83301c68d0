using NUnit.Framework;

namespace Stomp.Tests.Conformance;

/// <summary>Says which items of the checklist a test proves: <c>[Checklist("C-40", "C-42")]</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChecklistAttribute(params string[] items) : PropertyAttribute(string.Join(' ', items))
{
    public string[] Items => items;
}

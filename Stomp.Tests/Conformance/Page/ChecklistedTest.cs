using System.Reflection;
using NUnit.Framework;

namespace Stomp.Tests.Conformance.Page;

/// <summary>A test method that proves items of the checklist, once for each transport that its fixture names.</summary>
internal sealed record ChecklistedTest(Type Fixture, MethodInfo Method, IReadOnlyList<string> Items, IReadOnlyList<Transport> Transports)
{
    /// <summary>All of them, in the order of their names.</summary>
    public static IReadOnlyList<ChecklistedTest> All { get; } =
    [
        .. from fixture in typeof(ChecklistedTest).Assembly.GetTypes()
           where !fixture.IsAbstract
           from method in fixture.GetMethods()
           let attribute = method.GetCustomAttribute<ChecklistAttribute>()
           where attribute is not null
           orderby fixture.FullName, method.Name
           select new ChecklistedTest(fixture, method, attribute.Items, GetTransports(fixture)),
    ];

    public string Name => $"{Fixture.Name}.{Method.Name}";

    private static Transport[] GetTransports(Type fixture) =>
    [
        .. fixture.GetCustomAttributes<TestFixtureAttribute>().SelectMany(static attribute => attribute.Arguments).OfType<Transport>().Distinct(),
    ];
}

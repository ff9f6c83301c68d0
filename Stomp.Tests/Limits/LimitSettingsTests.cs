using System.Reflection;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;
using Stomp.Broker.Configuration;
using Stomp.Core.Frames;
using Stomp.Host.Settings;

namespace Stomp.Tests.Limits;

/// <summary>Every limit is a setting, refuses nonsense, and stands in the documentation with its default.</summary>
public sealed class LimitSettingsTests
{
    private const string QuarterOfMemory = "a quarter of the memory";

    private static IEnumerable<TestCaseData> Limits =>
        typeof(StompLimits).GetProperties().Where(property => property.CanWrite).Select(property => (property.Name, Property: property))
            .Concat(typeof(FrameLimits).GetProperties().Where(property => property.CanWrite).Select(property => ($"Frame:{property.Name}", Property: property)))
            .Select(limit => new TestCaseData(limit.Item1, limit.Property).SetArgDisplayNames(limit.Item1));

    [TestCaseSource(nameof(Limits))]
    public void A_limit_is_bound_from_the_configuration(string name, PropertyInfo limit)
    {
        StompBrokerOptions options = Bind(name, limit.PropertyType == typeof(TimeSpan) ? "00:00:07" : "7");
        Assert.That(limit.GetValue(Owner(options, limit))!.ToString(), Is.EqualTo(limit.PropertyType == typeof(TimeSpan) ? "00:00:07" : "7"));
    }

    [TestCaseSource(nameof(Limits))]
    public void A_limit_below_its_range_is_refused_by_name(string name, PropertyInfo limit)
    {
        string value = limit.PropertyType == typeof(TimeSpan) ? "-00:00:01" : "-1";
        Assert.That(() => Bind(name, value), Throws.TypeOf<SettingsException>().With.Message.Contains(limit.Name));
    }

    [TestCaseSource(nameof(Limits))]
    public void A_limit_stands_in_the_documentation_with_its_default(string name, PropertyInfo limit)
    {
        string page = File.ReadAllText(Path.Combine(Repository, "docs", "limits.md"));
        string value = limit.GetValue(Owner(new StompBrokerOptions(), limit))!.ToString()!;
        if (name.StartsWith("MaxTotal", StringComparison.Ordinal))
        {
            value = QuarterOfMemory;
        }

        Assert.That(page, Does.Contain($"| `{name}` | {value} |"));
    }

    [Test]
    public void What_is_no_limit_is_refused() =>
        Assert.That(() => Bind("MaxNothing", "7"), Throws.TypeOf<SettingsException>().With.Message.Contains("MaxNothing"));

    private static string Repository => Path.GetDirectoryName(Path.GetDirectoryName(typeof(LimitSettingsTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "ClientsDirectory").Value))!;

    private static object Owner(StompBrokerOptions options, PropertyInfo limit) =>
        limit.DeclaringType == typeof(FrameLimits) ? options.Limits.Frame : options.Limits;

    private static StompBrokerOptions Bind(string name, string value)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [$"Stomp:Limits:{name}"] = value })
            .Build();
        var options = new StompBrokerOptions();
        HostSettings.BindBroker(configuration, options);
        return options;
    }
}

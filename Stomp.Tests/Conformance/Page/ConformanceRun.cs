using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Stomp.Tests.Conformance.Page;

/// <summary>Runs the conformance tests in this process and reports them.</summary>
internal static class ConformanceRun
{
    private static readonly string Filter = $"<filter><namespace>{typeof(Checklist).Namespace}</namespace></filter>";

    /// <summary>Runs them.</summary>
    /// <param name="write">Whether to write the page too.</param>
    /// <returns>The exit code: 0 when all tests pass.</returns>
    public static int Run(bool write)
    {
        var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
        runner.Load(typeof(ConformanceRun).Assembly, new Dictionary<string, object>());
        ITestResult run = runner.Run(TestListener.NULL, TestFilter.FromXml(Filter));

        ITestResult[] tests = [.. GetTests(run)];
        ILookup<(Type?, string, Transport), ITestResult> results = tests.ToLookup(
            static result => (result.Test.TypeInfo?.Type, result.Test.MethodName ?? "", GetTransport(result.Test)));
        string page = ConformancePage.Render((test, transport) => Sum([.. results[(test.Fixture, test.Method.Name, transport)]]));
        Console.Write(page);
        if (write)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(ConformancePage.Path)!);
            File.WriteAllText(ConformancePage.Path, page);
        }

        ITestResult[] failed = [.. tests.Where(static result => result.ResultState.Status != TestStatus.Passed)];
        foreach (ITestResult result in failed)
        {
            Console.Error.WriteLine($"{result.ResultState} {result.FullName}\n{result.Message}\n");
        }

        Console.Error.WriteLine($"{tests.Length - failed.Length} passed, {failed.Length} failed, {run.Duration:0.0} s");
        return run.ResultState.Status == TestStatus.Passed && tests.Length > failed.Length && failed.Length == 0 ? 0 : 1;
    }

    private static IEnumerable<ITestResult> GetTests(ITestResult result) =>
        result.Test.IsSuite ? result.Children.SelectMany(GetTests) : [result];

    private static Transport GetTransport(ITest test)
    {
        for (ITest? suite = test; suite is not null; suite = suite.Parent)
        {
            if (suite is TestFixture && suite.Arguments.OfType<Transport>().Any())
            {
                return suite.Arguments.OfType<Transport>().First();
            }
        }

        return default;
    }

    private static string Sum(ITestResult[] cases) =>
        cases.Length == 0 ? "not run"
        : Array.TrueForAll(cases, static result => result.ResultState.Status == TestStatus.Passed) ? ConformancePage.Passed
        : "FAIL";
}

using Stomp.Tests.Conformance.Page;

namespace Stomp.Tests;

/// <summary>Runs the conformance tests and prints their table: <c>dotnet run --project Stomp.Tests -- conformance [--write]</c>.</summary>
internal static class Program
{
    private const int UsageError = 2;

    public static int Main(string[] args)
    {
        switch (args)
        {
            case ["conformance"]:
                return ConformanceRun.Run(write: false);
            case ["conformance", "--write"]:
                return ConformanceRun.Run(write: true);
            default:
                Console.Error.WriteLine($"usage: {ConformancePage.Command} [--write]; dotnet test runs all tests");
                return UsageError;
        }
    }
}

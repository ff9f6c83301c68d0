using System.Net;
using Stomp.Tests.Abuse;
using Stomp.Tests.Conformance.Page;
using Stomp.Tests.SockJs.Suite;

namespace Stomp.Tests;

/// <summary>
/// Runs the conformance tests and prints their table: <c>dotnet run --project Stomp.Tests -- conformance [--write]</c>. The tests of abuse
/// run it with <c>pair HOST:PORT</c> as well. Or serves what the public
/// test-suite of SockJS tests: <c>dotnet run --project Stomp.Tests -- sockjs-suite [--urls URL]</c>.
/// </summary>
internal static class Program
{
    private const int UsageError = 2;

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["conformance"]:
                return ConformanceRun.Run(write: false);
            case ["conformance", "--write"]:
                return ConformanceRun.Run(write: true);
            case ["pair", var server]:
                return await WellBehavedPair.RunAsync(IPEndPoint.Parse(server), Console.In, Console.Out);
            case ["sockjs-suite"]:
                return SuiteRun.Run(SuiteRun.DefaultUrl);
            case ["sockjs-suite", "--urls", var url]:
                return SuiteRun.Run(url);
            default:
                Console.Error.WriteLine($"usage: {ConformancePage.Command} [--write]; or {SuiteRun.Command} [--urls URL]; dotnet test runs all tests");
                return UsageError;
        }
    }
}

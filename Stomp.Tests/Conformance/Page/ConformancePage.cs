using System.Reflection;
using System.Text;

namespace Stomp.Tests.Conformance.Page;

/// <summary>The table of the checklist, with the tests that prove each item and what came out.</summary>
internal static class ConformancePage
{
    /// <summary>The command that runs the tests and prints the table.</summary>
    public const string Command = "dotnet run --project Stomp.Tests -- conformance";

    /// <summary>The result of a test that holds.</summary>
    public const string Passed = "pass";

    /// <summary>Where the page stands in the repository.</summary>
    public static string Path { get; } = System.IO.Path.Combine(
        typeof(ConformancePage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(static data => data.Key == "RepositoryDirectory").Value!,
        "docs",
        "conformance.md");

    /// <summary>Renders the page.</summary>
    /// <param name="getResult">What came out of a test over a transport.</param>
    public static string Render(Func<ChecklistedTest, Transport, string> getResult)
    {
        var page = new StringBuilder();
        page.Append($"""
            # Conformance

            What a STOMP server is judged by, and the tests that prove it against the program itself, with raw octets over TCP and over WebSocket.
            The level is the specification's key word; "follows" stands for what follows from its text or grammar, "robust" for what it does not
            say and a server is judged by all the same. W items are about WebSocket alone.

            Written by `{Command} --write`, which runs the tests; without `--write` it prints the table.

            | Item | Versions | Level | Requirement | Tests | TCP | WebSocket |
            |---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        ILookup<string, ChecklistedTest> tests = ChecklistedTest.All.SelectMany(static test => test.Items.Select(item => (item, test))).ToLookup(
            static pair => pair.item, static pair => pair.test, StringComparer.Ordinal);
        foreach (ChecklistItem item in Checklist.Items)
        {
            string names = string.Join("<br>", tests[item.Id].Select(static test => $"`{test.Name}`"));
            string tcp = Sum(tests[item.Id], Transport.Tcp, getResult);
            string webSocket = Sum(tests[item.Id], Transport.WebSocket, getResult);
            page.Append($"| {item.Id} | {item.Versions} | {item.Level} | {item.Requirement} | {names} | {tcp} | {webSocket} |\n");
        }

        return page.ToString();
    }

    private static string Sum(IEnumerable<ChecklistedTest> tests, Transport transport, Func<ChecklistedTest, Transport, string> getResult)
    {
        string[] results = [.. tests.Where(test => test.Transports.Contains(transport)).Select(test => getResult(test, transport))];
        return results.FirstOrDefault(static result => result != Passed) ?? results.FirstOrDefault() ?? "–";
    }
}

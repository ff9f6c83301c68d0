using System.CommandLine;
using Stomp.Benchmarks.Load.Reporting;

namespace Stomp.Benchmarks.Load.Commands;

/// <summary>Where tables go, with what is to be known about them: when, where, of what, and by which command.</summary>
internal sealed class ReportOutput
{
    private readonly string? _path;
    private readonly List<string> _facts;

    /// <param name="result">The command line.</param>
    /// <param name="output">The option that names a file.</param>
    public ReportOutput(ParseResult result, Option<string?> output)
    {
        _path = result.GetValue(output);
        string command = string.Join(
            ' ', result.Tokens.Select(static token => token.Value.Contains(' ', StringComparison.Ordinal) ? $"'{token.Value}'" : token.Value));
        _facts = [$"`dotnet run -c Release --project Stomp.Benchmarks -- {command}`", $"{DateTime.UtcNow:yyyy-MM-dd}, {MachineDescription.Format()}"];
    }

    /// <summary>The option that names a file.</summary>
    public static Option<string?> MakeOption() =>
        new("--output") { Description = "Write the tables to this file too, where it has their section, otherwise at its end.", HelpName = "FILE" };

    /// <summary>Adds something to be known.</summary>
    public void Add(string fact) => _facts.Add(fact);

    /// <summary>Writes tables.</summary>
    /// <param name="section">The section of the file in which they stand.</param>
    /// <param name="tables">The tables.</param>
    public void Write(string section, string tables)
    {
        string text = $"{tables.TrimEnd()}\n\n{string.Concat(_facts.Select(static fact => $"- {fact}\n"))}";
        Console.Write(text);
        if (_path is not null)
        {
            File.WriteAllText(_path, MarkdownSection.Replace(File.Exists(_path) ? File.ReadAllText(_path) : "", section, text));
        }
    }
}

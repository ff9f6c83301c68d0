namespace Stomp.Benchmarks.Load.Reporting;

/// <summary>Tables within a page that people write: between two comments, so that a command can replace them and nothing else.</summary>
internal static class MarkdownSection
{
    /// <summary>Puts a text where a page has the section, or at its end if it has not.</summary>
    /// <param name="page">The page; empty when there is none yet.</param>
    /// <param name="name">The section's name.</param>
    /// <param name="text">The text.</param>
    public static string Replace(string page, string name, string text)
    {
        string begin = $"<!-- begin {name} -->\n";
        string end = $"<!-- end {name} -->";
        int from = page.IndexOf(begin, StringComparison.Ordinal);
        int to = from < 0 ? -1 : page.IndexOf(end, from, StringComparison.Ordinal);
        return to < 0 ? $"{page}{begin}{text}{end}\n" : $"{page[..(from + begin.Length)]}{text}{page[to..]}";
    }
}

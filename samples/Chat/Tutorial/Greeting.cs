namespace Chat.Tutorial;

/// <summary>What somebody says to everybody.</summary>
/// <param name="Name">By which name: whichever they give themselves.</param>
/// <param name="Content">The words.</param>
internal sealed record Greeting(string? Name, string? Content);

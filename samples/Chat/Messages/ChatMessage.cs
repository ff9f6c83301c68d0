namespace Chat.Messages;

/// <summary>What somebody has said, to a room or to one person.</summary>
/// <param name="Id">Greater than that of all messages before it, those before a restart included; exact in JavaScript.</param>
/// <param name="From">Who said it: the name that its sender has logged in by.</param>
/// <param name="To">To whom; <see langword="null"/> in a room.</param>
/// <param name="Content">The words.</param>
/// <param name="At">When the server got it.</param>
internal sealed record ChatMessage(long Id, string From, string? To, string Content, DateTimeOffset At)
{
    /// <summary>As many characters as the page takes.</summary>
    public const int MaxContentLength = 4000;
}

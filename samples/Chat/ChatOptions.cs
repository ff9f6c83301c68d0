using Chat.Accounts;

namespace Chat;

/// <summary>The section <c>Chat</c> of the settings.</summary>
internal sealed class ChatOptions
{
    /// <summary>Who may log in.</summary>
    public IReadOnlyList<Account> Users { get; init; } = [];

    /// <summary>The rooms there are, by the names that their destinations have.</summary>
    public IReadOnlyList<string> Rooms { get; init; } = [];

    /// <summary>How many messages a room, or a conversation of two, keeps for those who join.</summary>
    public int HistoryLength { get; init; } = 50;
}

using System.ComponentModel.DataAnnotations;
using Chat.Messages;

namespace Chat.Rooms;

/// <summary>What somebody says in a room.</summary>
/// <param name="Content">The words.</param>
internal sealed record RoomWords([property: Required, StringLength(ChatMessage.MaxContentLength)] string Content);

using System.ComponentModel.DataAnnotations;
using Chat.Messages;

namespace Chat.Tutorial;

/// <summary>What somebody says to one person. Who says it, is not for the client to say.</summary>
/// <param name="To">To whom.</param>
/// <param name="Content">The words.</param>
internal sealed record PrivateWords([property: Required] string To, [property: Required, StringLength(ChatMessage.MaxContentLength)] string Content);

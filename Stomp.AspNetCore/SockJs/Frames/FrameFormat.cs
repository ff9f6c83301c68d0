using System.Text;

namespace Stomp.AspNetCore.SockJs.Frames;

/// <summary>How a transport writes a frame: what stands around it, and whether it stands in a string of a script.</summary>
/// <param name="Prefix">Stands before each frame.</param>
/// <param name="Suffix">Stands behind each frame.</param>
/// <param name="Text">Writes the strings in it.</param>
internal sealed record FrameFormat(byte[] Prefix, byte[] Suffix, JsonText Text)
{
    /// <summary>A WebSocket message.</summary>
    public static FrameFormat Message { get; } = new([], [], JsonText.Plain);

    /// <summary>A line: xhr and xhr_streaming.</summary>
    public static FrameFormat Line { get; } = new([], "\n"u8.ToArray(), JsonText.Plain);

    /// <summary>An event of <c>text/event-stream</c>. Its data is one line, since JSON has no line ends of its own.</summary>
    public static FrameFormat Event { get; } = new("data: "u8.ToArray(), "\r\n\r\n"u8.ToArray(), JsonText.Plain);

    /// <summary>A script in the page of htmlfile.</summary>
    public static FrameFormat Script { get; } = new("<script>\np(\""u8.ToArray(), "\");\n</script>\r\n"u8.ToArray(), JsonText.InScript);

    /// <summary>A call of a function of the page: jsonp. The comment keeps the response from being taken for a file of another kind.</summary>
    public static FrameFormat Call(string callback) => new(Encoding.ASCII.GetBytes($"/**/{callback}(\""), "\");\r\n"u8.ToArray(), JsonText.InScript);
}

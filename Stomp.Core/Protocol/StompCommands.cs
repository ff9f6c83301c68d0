using System.Diagnostics;

namespace Stomp.Core.Protocol;

/// <summary>Commands as they stand on the wire. They are case sensitive (C-7).</summary>
public static class StompCommands
{
    /// <summary>Reads a command line (without its line end); <see cref="StompCommand.None"/> when it is no STOMP command.</summary>
    public static StompCommand Parse(ReadOnlySpan<byte> line)
    {
        // One comparison a frame: the length leaves at most three candidates.
        switch (line.Length)
        {
            case 3:
                return line.SequenceEqual("ACK"u8) ? StompCommand.Ack : StompCommand.None;
            case 4:
                return line.SequenceEqual("SEND"u8) ? StompCommand.Send
                    : line.SequenceEqual("NACK"u8) ? StompCommand.Nack
                    : StompCommand.None;
            case 5:
                return line.SequenceEqual("BEGIN"u8) ? StompCommand.Begin
                    : line.SequenceEqual("ABORT"u8) ? StompCommand.Abort
                    : line.SequenceEqual("STOMP"u8) ? StompCommand.Stomp
                    : line.SequenceEqual("ERROR"u8) ? StompCommand.Error
                    : StompCommand.None;
            case 6:
                return line.SequenceEqual("COMMIT"u8) ? StompCommand.Commit : StompCommand.None;
            case 7:
                return line.SequenceEqual("MESSAGE"u8) ? StompCommand.Message
                    : line.SequenceEqual("RECEIPT"u8) ? StompCommand.Receipt
                    : line.SequenceEqual("CONNECT"u8) ? StompCommand.Connect
                    : StompCommand.None;
            case 9:
                return line.SequenceEqual("SUBSCRIBE"u8) ? StompCommand.Subscribe
                    : line.SequenceEqual("CONNECTED"u8) ? StompCommand.Connected
                    : StompCommand.None;
            case 10:
                return line.SequenceEqual("DISCONNECT"u8) ? StompCommand.Disconnect : StompCommand.None;
            case 11:
                return line.SequenceEqual("UNSUBSCRIBE"u8) ? StompCommand.Unsubscribe : StompCommand.None;
            default:
                return StompCommand.None;
        }
    }

    /// <summary>The command as it stands on the wire.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="command"/> is <see cref="StompCommand.None"/> or undefined.</exception>
    public static ReadOnlySpan<byte> ToUtf8(StompCommand command) => command switch
    {
        StompCommand.Connect => "CONNECT"u8,
        StompCommand.Stomp => "STOMP"u8,
        StompCommand.Send => "SEND"u8,
        StompCommand.Subscribe => "SUBSCRIBE"u8,
        StompCommand.Unsubscribe => "UNSUBSCRIBE"u8,
        StompCommand.Ack => "ACK"u8,
        StompCommand.Nack => "NACK"u8,
        StompCommand.Begin => "BEGIN"u8,
        StompCommand.Commit => "COMMIT"u8,
        StompCommand.Abort => "ABORT"u8,
        StompCommand.Disconnect => "DISCONNECT"u8,
        StompCommand.Connected => "CONNECTED"u8,
        StompCommand.Message => "MESSAGE"u8,
        StompCommand.Receipt => "RECEIPT"u8,
        StompCommand.Error => "ERROR"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "not a STOMP command"),
    };

    /// <summary>Whether a client sends the command.</summary>
    public static bool IsClientCommand(StompCommand command) => command is >= StompCommand.Connect and <= StompCommand.Disconnect;

    /// <summary>Whether a server sends the command.</summary>
    public static bool IsServerCommand(StompCommand command) => command is >= StompCommand.Connected and <= StompCommand.Error;

    /// <summary>
    /// Whether the headers of the command are escaped at all: those of CONNECT, STOMP and CONNECTED never are,
    /// because they are exchanged before a version is agreed (C-25).
    /// </summary>
    public static bool HasEscapedHeaders(StompCommand command)
    {
        Debug.Assert(command != StompCommand.None);
        return command is not (StompCommand.Connect or StompCommand.Stomp or StompCommand.Connected);
    }

    /// <summary>Whether 1.1 and 1.2 allow the command a body (C-31).</summary>
    public static bool MayHaveBody(StompCommand command) => command is StompCommand.Send or StompCommand.Message or StompCommand.Error;
}

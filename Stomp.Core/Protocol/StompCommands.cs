using System.Diagnostics;

namespace Stomp.Core.Protocol;

/// <summary>Commands as they stand on the wire. They are case sensitive (C-7).</summary>
public static class StompCommands
{
    /// <summary>The commands as they stand in command lines, by <see cref="StompCommand"/>.</summary>
    internal static readonly NameTable Table = CreateTable();

    /// <summary>Reads a command line (without its line end); <see cref="StompCommand.None"/> when it is no STOMP command.</summary>
    public static StompCommand Parse(ReadOnlySpan<byte> line) => (StompCommand)Table.Find(line);

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

    private static NameTable CreateTable()
    {
        StompCommand[] commands = Enum.GetValues<StompCommand>();
        var table = new NameTable('\n', commands.Length);
        foreach (StompCommand command in commands.Where(command => command != StompCommand.None))
        {
            table.Add(ToUtf8(command), (int)command);
        }

        return table;
    }
}

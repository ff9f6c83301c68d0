using System.Text;
using NUnit.Framework;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Protocol;

/// <summary>The table of commands: C-7, C-13, C-25, C-31.</summary>
public sealed class StompCommandsTests
{
    private static IEnumerable<StompCommand> Commands => Enum.GetValues<StompCommand>().Where(command => command != StompCommand.None);

    [TestCaseSource(nameof(Commands))]
    public void A_command_is_its_name_in_capital_letters(StompCommand command)
    {
        Assert.That(Encoding.UTF8.GetString(StompCommands.ToUtf8(command)), Is.EqualTo(command.ToString().ToUpperInvariant()));
        Assert.That(StompCommands.Parse(StompCommands.ToUtf8(command)), Is.EqualTo(command));
    }

    [TestCaseSource(nameof(Commands))]
    public void C7_a_command_with_another_octet_is_none(StompCommand command)
    {
        byte[] text = StompCommands.ToUtf8(command).ToArray();
        for (int i = 0; i < text.Length; i++)
        {
            byte octet = text[i];
            text[i] ^= 0x20; // the other case of the letter
            Assert.That(StompCommands.Parse(text), Is.EqualTo(StompCommand.None));
            text[i] = octet;
        }

        Assert.That(StompCommands.Parse([.. text, (byte)' ']), Is.EqualTo(StompCommand.None));
        Assert.That(StompCommands.Parse([(byte)' ', .. text]), Is.EqualTo(StompCommand.None));
        Assert.That(StompCommands.Parse(text.AsSpan(0, text.Length - 1)), Is.EqualTo(StompCommand.None));
    }

    [Test]
    public void An_empty_line_is_no_command() => Assert.That(StompCommands.Parse([]), Is.EqualTo(StompCommand.None));

    [TestCaseSource(nameof(Commands))]
    public void C13_a_command_is_one_sides_only(StompCommand command)
    {
        bool isServerCommand = command is StompCommand.Connected or StompCommand.Message or StompCommand.Receipt or StompCommand.Error;
        Assert.That(StompCommands.IsServerCommand(command), Is.EqualTo(isServerCommand));
        Assert.That(StompCommands.IsClientCommand(command), Is.EqualTo(!isServerCommand));
    }

    [Test]
    public void C13_no_command_is_no_sides()
    {
        Assert.That(StompCommands.IsClientCommand(StompCommand.None), Is.False);
        Assert.That(StompCommands.IsServerCommand(StompCommand.None), Is.False);
        Assert.That(() => StompCommands.ToUtf8(StompCommand.None).Length, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCaseSource(nameof(Commands))]
    public void C25_connect_stomp_and_connected_are_not_escaped(StompCommand command) => Assert.That(
        StompCommands.HasEscapedHeaders(command),
        Is.EqualTo(!new[] { StompCommand.Connect, StompCommand.Stomp, StompCommand.Connected }.Contains(command)));

    [TestCaseSource(nameof(Commands))]
    public void C31_send_message_and_error_may_have_a_body(StompCommand command) => Assert.That(
        StompCommands.MayHaveBody(command),
        Is.EqualTo(new[] { StompCommand.Send, StompCommand.Message, StompCommand.Error }.Contains(command)));
}

using System.Buffers;
using System.Text;
using NUnit.Framework;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;

namespace Stomp.Tests.Frames;

/// <summary>What the versions make of headers that they cannot write as they are: C-22 to C-28, D-9, D-10.</summary>
public sealed class FrameWriterEscapingTests
{
    private const string Everything = "a\nb:c\\d\re";

    [TestCase(StompVersion.V10, "k:a b:c\\d\re\n")]
    [TestCase(StompVersion.V11, "k:a\\nb\\cc\\\\d\re\n")]
    [TestCase(StompVersion.V12, "k:a\\nb\\cc\\\\d\\re\n")]
    public void C22_values_are_escaped(StompVersion version, string line) =>
        Assert.That(Write(version, StompCommand.Message, "k", Everything), Is.EqualTo($"MESSAGE\n{line}\n\0"));

    [TestCase(StompVersion.V11, "a\\nb\\cc\\\\d\re:v\n")]
    [TestCase(StompVersion.V12, "a\\nb\\cc\\\\d\\re:v\n")]
    public void C22_names_are_escaped(StompVersion version, string line) =>
        Assert.That(Write(version, StompCommand.Message, Everything, "v"), Is.EqualTo($"MESSAGE\n{line}\n\0"));

    [TestCase(StompCommand.Send)]
    [TestCase(StompCommand.Subscribe)]
    [TestCase(StompCommand.Ack)]
    [TestCase(StompCommand.Disconnect)]
    [TestCase(StompCommand.Message)]
    [TestCase(StompCommand.Receipt)]
    [TestCase(StompCommand.Error)]
    public void C22_headers_of_every_command_but_connect_and_connected_are_escaped(StompCommand command) =>
        Assert.That(Write(StompVersion.V12, command, "k", ":"), Does.EndWith("\nk:\\c\n\n\0"));

    [TestCase(StompVersion.V11)]
    [TestCase(StompVersion.V12)]
    public void A_value_of_nothing_but_escapes_doubles(StompVersion version)
    {
        string colons = new(':', 6000);
        string escaped = string.Concat(Enumerable.Repeat("\\c", 6000));
        Assert.That(Write(version, StompCommand.Message, colons, colons), Is.EqualTo($"MESSAGE\n{escaped}:{escaped}\n\n\0"));
    }

    [TestCase("v\r")]
    [TestCase("v\r\r")]
    [TestCase("v\r\r\r")]
    public void D9_carriage_returns_at_the_end_of_a_line_are_dropped_in_1_1(string value) =>
        Assert.That(Write(StompVersion.V11, StompCommand.Message, "k", value), Is.EqualTo("MESSAGE\nk:v\n\n\0"));

    [Test]
    public void D9_a_carriage_return_before_an_escape_is_not_at_the_end() =>
        Assert.That(Write(StompVersion.V11, StompCommand.Message, "k", "v\r\n"), Is.EqualTo("MESSAGE\nk:v\r\\n\n\n\0"));

    [Test]
    public void D9_a_value_of_carriage_returns_is_empty_in_1_1() =>
        Assert.That(Write(StompVersion.V11, StompCommand.Message, "k", "\r\r"), Is.EqualTo("MESSAGE\nk:\n\n\0"));

    // Were it dropped, any sender could forge content-length, and with it the frames behind.
    [TestCase("content-length\r")]
    [TestCase("\r")]
    public void C28_a_carriage_return_in_a_name_does_not_make_another_name_in_1_1(string name) =>
        Assert.That(Write(StompVersion.V11, StompCommand.Message, name, "0"), Is.EqualTo($"MESSAGE\n{name}:0\n\n\0"));

    [TestCase("\r", "\\r")]
    [TestCase("v\r", "v\\r")]
    public void C22_carriage_returns_are_kept_in_1_2(string value, string escaped) =>
        Assert.That(Write(StompVersion.V12, StompCommand.Message, "k", value), Is.EqualTo($"MESSAGE\nk:{escaped}\n\n\0"));

    [Test]
    public void C23_the_escape_of_1_2_is_never_written_to_1_1() =>
        Assert.That(Write(StompVersion.V11, StompCommand.Message, "a\rb", "c\rd"), Is.EqualTo("MESSAGE\na\rb:c\rd\n\n\0"));

    [Test]
    public void C24_a_backslash_stays_as_it_is_in_1_0() =>
        Assert.That(Write(StompVersion.V10, StompCommand.Message, "a\\cb", "\\n\\"), Is.EqualTo("MESSAGE\na\\cb:\\n\\\n\n\0"));

    [Test]
    public void C28_a_line_feed_is_a_blank_in_1_0() =>
        Assert.That(Write(StompVersion.V10, StompCommand.Message, "k", "v\nforged:1\n\nbody"), Is.EqualTo("MESSAGE\nk:v forged:1  body\n\n\0"));

    [Test]
    public void C28_a_header_with_a_colon_in_its_name_is_left_out_in_1_0() =>
        Assert.That(Write(StompVersion.V10, StompCommand.Message, "a:b", "v"), Is.EqualTo("MESSAGE\n\n\0"));

    [TestCase(StompVersion.V10)]
    [TestCase(StompVersion.V11)]
    [TestCase(StompVersion.V12)]
    public void C26_nothing_is_trimmed_or_padded(StompVersion version) =>
        Assert.That(Write(version, StompCommand.Message, " k ", " v "), Is.EqualTo("MESSAGE\n k : v \n\n\0"));

    [Test]
    public void C25_connect_stomp_and_connected_are_not_escaped([Values] StompVersion version)
    {
        Assert.That(Write(version, StompCommand.Connect, "passcode", "a\\c:b"), Is.EqualTo("CONNECT\npasscode:a\\c:b\n\n\0"));
        Assert.That(Write(version, StompCommand.Stomp, "pass\\code", "a\\c:b"), Is.EqualTo("STOMP\npass\\code:a\\c:b\n\n\0"));
        Assert.That(Write(version, StompCommand.Connected, "server", "a\\c:b"), Is.EqualTo("CONNECTED\nserver:a\\c:b\n\n\0"));
    }

    [TestCase("k", "a\nb")]
    [TestCase("k", "a\r")]
    [TestCase("k", "a\0")]
    [TestCase("a\nb", "v")]
    [TestCase("a\rb", "v")]
    [TestCase("a:b", "v")]
    [TestCase("a\0b", "v")]
    public void C28_what_has_no_escape_is_not_written_into_connect_and_connected(string name, string value)
    {
        foreach (StompCommand command in new[] { StompCommand.Connect, StompCommand.Stomp, StompCommand.Connected })
        {
            Assert.That(() => Write(StompVersion.V12, command, name, value), Throws.ArgumentException);
        }
    }

    [Test]
    public void C25_escaping_begins_again_with_the_next_frame()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref buffer, StompVersion.V12);
        foreach (StompCommand command in new[] { StompCommand.Connected, StompCommand.Message, StompCommand.Connected })
        {
            writer.WriteCommand(command);
            writer.WriteHeader("k"u8, ":"u8);
            writer.EndFrame();
        }

        writer.Flush();
        Assert.That(Encoding.UTF8.GetString(buffer.WrittenSpan), Is.EqualTo("CONNECTED\nk::\n\n\0MESSAGE\nk:\\c\n\n\0CONNECTED\nk::\n\n\0"));
    }

    private static string Write(StompVersion version, StompCommand command, string name, string value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new FrameWriter<ArrayBufferWriter<byte>>(ref buffer, version);
        writer.WriteCommand(command);
        writer.WriteHeader(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        writer.EndFrame();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

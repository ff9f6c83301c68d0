using NUnit.Framework;
using Stomp.Benchmarks.Load.Floor;

namespace Stomp.Tests.Load;

/// <summary>The file of a server that only appends and syncs.</summary>
public sealed class FloorLogTests
{
    private string _path = "";

    [SetUp]
    public void MakeFile() => _path = Path.GetTempFileName();

    [TearDown]
    public void DeleteFile() => File.Delete(_path);

    [Test]
    public void Has_what_was_committed_in_its_order()
    {
        using var log = new FloorLog(_path);
        log.Append("one "u8);
        log.Append("two "u8);
        Assert.That(Content(), Is.Empty);

        log.Commit();
        Assert.That(Content(), Is.EqualTo("one two "));

        log.Append("three"u8);
        log.Commit();
        Assert.That(Content(), Is.EqualTo("one two three"));
    }

    [Test]
    public void Takes_more_at_once_than_its_buffer_held()
    {
        byte[] large = new byte[1 << 20];
        large.AsSpan().Fill((byte)'x');
        using var log = new FloorLog(_path);
        log.Append("head "u8);
        log.Append(large);
        log.Commit();

        Assert.That(Content(), Is.EqualTo("head " + new string('x', large.Length)));
    }

    [Test]
    public void Begins_anew_before_it_is_too_long()
    {
        using var log = new FloorLog(_path, maxBytes: 10);
        log.Append("123456"u8);
        log.Commit();
        log.Append("7890"u8);
        log.Commit();
        Assert.That(Content(), Is.EqualTo("1234567890"));

        log.Append("a"u8);
        log.Commit();
        Assert.That(Content(), Is.EqualTo("a"));
    }

    private string Content()
    {
        using var reader = new StreamReader(new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}

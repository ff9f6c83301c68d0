using NUnit.Framework;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Sessions;

/// <summary>CONNECT, the choice of a version, and what may not come before or after.</summary>
public sealed class ConnectTests : BrokerFixture
{
    [Test]
    public async Task C44_C46_connect_and_stomp_are_answered_alike([Values("CONNECT", "STOMP")] string command, [Values("\n", "\r\n")] string eol)
    {
        WireClient client = Broker.Open();
        await client.SendAsync($"{command}{eol}accept-version:1.2{eol}host:x{eol}{eol}\0");
        Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo("CONNECTED 1.2"));
        await client.DoAsync();
    }

    [TestCase("", "1.0")]
    [TestCase("accept-version:1.0\n", "1.0")]
    [TestCase("accept-version:1.1\n", "1.1")]
    [TestCase("accept-version:1.2\n", "1.2")]
    [TestCase("accept-version:1.0,1.1,1.2\n", "1.2")]
    [TestCase("accept-version:2.0,1.1, 1.0 ,1.1,x\n", "1.1")]
    [TestCase("accept-version:1.1\naccept-version:1.2\n", "1.1")]
    public async Task C47_C48_the_highest_common_version_is_chosen(string header, string version)
    {
        WireClient client = Broker.Open();
        await client.SendAsync($"CONNECT\n{header}host:x\n\n\0");
        Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo($"CONNECTED {version}"));
    }

    [TestCase("1.0", null)]
    [TestCase("1.1", "250,10000")]
    [TestCase("1.2", "250,10000")]
    public async Task C45_C49_C54_C65_connected_tells_version_session_server_and_heart_beat(string version, string? heartBeat)
    {
        WireClient client = Broker.Open();
        await client.SendAsync(Wire.Connect(version));
        WireFrame connected = await client.ReadAsync();
        Assert.That(connected["version"], Is.EqualTo(version));
        Assert.That(connected["session"], Does.Match("^[0-9a-f]{32}$"));
        Assert.That(connected["server"], Does.Match(@"^stomp/\d+\.\d+\.\d+$"));
        Assert.That(connected["heart-beat"], Is.EqualTo(heartBeat));
        Assert.That(connected.Body, Is.Empty);
    }

    [Test]
    public async Task The_server_header_is_an_option()
    {
        Start(options => options.Server = "mine/1 a:b\\c");
        WireClient client = Broker.Open();
        await client.SendAsync(Wire.Connect("1.2"));
        Assert.That((await client.ReadAsync())["server"], Is.EqualTo("mine/1 a:b\\c"), "not escaped (C-25)");

        Start(options => options.Server = "");
        WireClient other = Broker.Open();
        await other.SendAsync(Wire.Connect("1.2"));
        Assert.That((await other.ReadAsync())["server"], Is.Null);
    }

    [Test]
    public async Task C55_sessions_have_different_ids()
    {
        var ids = new HashSet<string?>();
        for (int i = 0; i < 100; i++)
        {
            await using var client = new WireClient(Broker.Engine);
            await client.SendAsync(Wire.Connect("1.2"));
            Assert.That(ids.Add((await client.ReadAsync())["session"]), Is.True);
        }
    }

    [TestCase("accept-version:9.9\n")]
    [TestCase("accept-version:\n")]
    [TestCase("accept-version:1.3,2.0\n")]
    public async Task C50_C141_without_a_common_version_an_error_lists_those_there_are(string header)
    {
        WireClient client = Broker.Open();
        await client.SendAsync($"CONNECT\n{header}host:x\n\n\0");
        WireFrame error = await client.ExpectErrorAsync("accept-version");
        Assert.That(error["version"], Is.EqualTo("1.0,1.1,1.2"));
        Assert.That(error["content-type"], Is.EqualTo("text/plain"));
        Assert.That(error.Body, Is.Not.Empty);
        Assert.That(error.Headers, Has.None.Contains("\\"), "readable without escapes");
    }

    [TestCase("SEND\ndestination:/queue/a\nreceipt:r\n\nbody\0")]
    [TestCase("SUBSCRIBE\nid:1\ndestination:/queue/a\nreceipt:r\n\n\0")]
    [TestCase("DISCONNECT\nreceipt:r\n\n\0")]
    [TestCase("BEGIN\ntransaction:t\nreceipt:r\n\n\0")]
    public async Task C57_a_first_frame_that_is_not_connect_is_refused_and_not_executed(string frame)
    {
        WireClient client = Broker.Open();
        await client.SendAsync(frame + Wire.Connect("1.2"));
        WireFrame error = await client.ExpectErrorAsync("CONNECT must be the first frame");
        Assert.That(error["receipt-id"], Is.EqualTo("r"));
        Assert.That(Broker.Engine.QueueCount, Is.Zero);
    }

    [TestCase("1.0", "CONNECT")]
    [TestCase("1.1", "STOMP")]
    [TestCase("1.2", "CONNECT")]
    public async Task C58_a_second_connect_is_refused(string version, string command)
    {
        WireClient client = await Broker.ConnectAsync(version);
        await client.SendAsync($"{command}\naccept-version:1.2\nhost:x\n\n\0");
        await client.ExpectErrorAsync("connected already");
    }

    [TestCase("1.0")]
    [TestCase("1.1")]
    [TestCase("1.2")]
    public async Task C59_a_receipt_on_connect_is_not_answered(string version)
    {
        WireClient client = await Broker.ConnectAsync(version, "receipt:r\n");
        await client.ExpectAsync();
    }

    [TestCase("1.0")]
    [TestCase("1.1")]
    [TestCase("1.2")]
    public async Task C60_frames_in_one_packet_with_connect_are_processed_after_it_in_order(string version)
    {
        WireClient client = Broker.Open();
        await client.SendAsync(
            Wire.Connect(version) + Wire.Subscribe("1", "/topic/a", headers: "receipt:s\n") + Wire.Send("/topic/a", "one") + Wire.Send("/topic/a", "two"));
        await client.ExpectAsync($"CONNECTED {version}", "RECEIPT s", "MESSAGE 1 one", "MESSAGE 1 two");
    }

    [TestCase("1")]
    [TestCase("a,b")]
    [TestCase("-1,0")]
    [TestCase("1,2,3")]
    [TestCase(" 1, 2")]
    public async Task C61_a_malformed_heart_beat_is_refused(string value)
    {
        WireClient client = Broker.Open();
        await client.SendAsync(Wire.Connect("1.2", $"heart-beat:{value}\n"));
        await client.ExpectErrorAsync("heart-beat");
    }

    [Test]
    public async Task A_body_on_connect_is_refused_unless_it_is_1_0()
    {
        WireClient client = Broker.Open();
        await client.SendAsync("CONNECT\naccept-version:1.2\nhost:x\n\nbody\0");
        await client.ExpectErrorAsync("body");
        WireClient old = Broker.Open();
        await old.SendAsync("CONNECT\n\nbody\0");
        Assert.That((await old.ReadAsync()).ToString(), Is.EqualTo("CONNECTED 1.0"));
    }

    [Test]
    public async Task H1_a_connection_that_does_not_connect_is_told_and_closed()
    {
        Start(options => options.Limits.ConnectTimeout = TimeSpan.FromSeconds(3));
        WireClient client = Broker.Open();
        await client.SendAsync("\n\nCONN");
        SpinWait.SpinUntil(() => Broker.Engine.SessionCount == 1 && Time.TimerCount == 1, Patience);
        Time.Advance(2900);
        Assert.That(client.Session.IsCompleted, Is.False);
        Time.Advance(150);
        await client.ExpectErrorAsync("limit of 3 s");
    }

    [Test]
    public async Task H1_the_time_to_connect_does_not_end_a_connected_session()
    {
        WireClient client = await Broker.ConnectAsync("1.2");
        Time.Advance(60_000);
        await client.DoAsync();
    }
}

using System.Net;
using NUnit.Framework;
using Stomp.Core.Transports;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Limits;

/// <summary>How many connections there may be, and what one may do before it has connected (H-1).</summary>
public sealed class SessionLimitTests : BrokerFixture
{
    [Test]
    public async Task H15_a_session_too_many_is_told_and_the_others_go_on()
    {
        Start(options => options.Limits.MaxSessions = 2);
        WireClient first = await Broker.ConnectAsync();
        WireClient second = await Broker.ConnectAsync();
        WireClient third = Broker.Open();
        await third.ExpectErrorAsync("the limit of 2 sessions (MaxSessions)");
        await first.DoAsync(Wire.Begin("t"));
        await second.DisposeAsync();
        await Broker.ConnectAsync();
    }

    [Test]
    public async Task H1_the_oldest_connection_that_said_nothing_makes_place_for_a_new_one()
    {
        Start(options => options.Limits.MaxUnauthenticatedSessions = 2);
        WireClient connected = await Broker.ConnectAsync();
        WireClient oldest = await OpenAsync(2);
        WireClient older = await OpenAsync(3);
        WireClient newest = await OpenAsync(4);
        await oldest.ExpectErrorAsync("the limit of 2 sessions that are not connected, and this one is the oldest of them (MaxUnauthenticatedSessions)");
        foreach (WireClient client in (WireClient[])[older, newest])
        {
            await client.SendAsync(Wire.Connect("1.2"));
            Assert.That((await client.ReadAsync()).Command, Is.EqualTo("CONNECTED"));
        }

        await connected.DoAsync(Wire.Begin("t"));
    }

    [Test]
    public async Task H1_connects_of_one_address_have_a_rate()
    {
        Start(options =>
        {
            options.Limits.MaxConnectsPerSecondPerAddress = 3;
            options.AllowAnonymous = true;
        });
        for (int i = 0; i < 3; i++)
        {
            await ConnectAsync("192.0.2.1");
        }

        await Open("192.0.2.1").ExpectErrorAsync("the limit of 3 connects a second (MaxConnectsPerSecondPerAddress)");
        await ConnectAsync("192.0.2.2");
        Time.Advance(400);
        await ConnectAsync("192.0.2.1");
        await Open("192.0.2.1").ExpectErrorAsync("MaxConnectsPerSecondPerAddress");
    }

    [Test]
    public async Task H1_an_IPv6_network_counts_as_one_address()
    {
        Start(options =>
        {
            options.Limits.MaxConnectsPerSecondPerAddress = 1;
            options.AllowAnonymous = true;
        });
        await ConnectAsync("2001:db8:1:2::1");
        await Open("2001:db8:1:2:ffff::2").ExpectErrorAsync("MaxConnectsPerSecondPerAddress");
        await ConnectAsync("2001:db8:1:3::1");
    }

    [TestCase("127.0.0.1")]
    [TestCase("127.1.2.3")]
    [TestCase("::1")]
    [TestCase("::ffff:127.0.0.1")]
    public async Task H1_loopback_addresses_have_no_rate(string address)
    {
        Start(options => options.Limits.MaxConnectsPerSecondPerAddress = 1);
        for (int i = 0; i < 5; i++)
        {
            await ConnectAsync(address);
        }
    }

    [TestCase("\n")]
    [TestCase("CONNECT\nlogin:a\n")]
    [TestCase("CONNECT\nx:")]
    public async Task H1_octets_before_CONNECT_have_a_budget(string drip)
    {
        Start(options => options.Limits.MaxUnauthenticatedBytes = 1000);
        WireClient client = Broker.Open();
        string rest = drip == "\n" ? "\n" : "y";
        await client.SendAsync(drip + string.Concat(Enumerable.Repeat(rest, 1000 - drip.Length)));
        await client.SendAsync(rest);
        await client.ExpectErrorAsync("the limit of 1000 octets before CONNECT is complete (MaxUnauthenticatedBytes)");
    }

    [Test]
    public async Task H1_what_is_pipelined_behind_CONNECT_does_not_count()
    {
        Start(options => options.Limits.MaxUnauthenticatedBytes = 100);
        WireClient client = Broker.Open();
        await client.SendAsync(Wire.Connect("1.2") + Wire.Subscribe("1", "/topic/a") + Wire.Send("/topic/a", new string('x', 1000)));
        Assert.That((await client.ReadAsync()).Command, Is.EqualTo("CONNECTED"));
        Assert.That((await client.ReadAsync()).Command, Is.EqualTo("MESSAGE"));
    }

    [Test]
    public async Task H4_a_frame_that_drips_is_ended()
    {
        Start(options =>
        {
            options.Limits.FrameTimeout = TimeSpan.FromSeconds(30);
            options.Limits.MinReceiveBytesPerSecond = 100;
        });
        WireClient client = await Broker.ConnectAsync();
        const string Half = "SEND\ndestination:/queue/a\n\n1234567890";
        await client.SendAsync(Half);
        await client.UntilAllReadAsync();

        // 30 s, and 1 s for each 100 octets.
        Time.Advance(30_000 + (Half.Length * 10) - 100);
        Assert.That(client.Session.IsCompleted, Is.False);
        Time.Advance(300);
        await client.ExpectErrorAsync("a frame arrives too slowly");
    }

    [Test]
    public async Task H4_a_large_frame_has_time_for_its_octets()
    {
        Start(options => options.Limits.MinReceiveBytesPerSecond = 1000);
        WireClient client = await Broker.ConnectAsync();
        await client.SendAsync("SEND\ndestination:/queue/a\ncontent-length:200000\nreceipt:r\n\n");
        for (int i = 0; i < 10; i++)
        {
            await client.SendAsync(new string('x', 20_000));
            await client.UntilAllReadAsync();
            Time.Advance(15_000);
        }

        await client.SendAsync("\0");
        Assert.That((await client.ReadAsync()).ToString(), Is.EqualTo("RECEIPT r"));
        Broker.QueuesLeft = Broker.MessagesLeft = 1;
    }

    [Test]
    public async Task A_destination_has_a_length()
    {
        WireClient client = await Broker.ConnectAsync();
        string longest = "/topic/" + new string('x', 1024 - "/topic/".Length);
        await client.DoAsync(Wire.Subscribe("1", longest));
        await client.SendAsync(Wire.Send(longest + "x"));
        await client.ExpectErrorAsync("the limit of 1024 octets (MaxDestinationBytes)");
        Assert.That(
            async () => await Broker.Engine.Publisher.PublishAsync(longest + "x", "body"),
            Throws.ArgumentException.With.Message.Contains("MaxDestinationBytes"));
    }

    private WireClient Open(string address) =>
        Broker.Add(new WireClient(
            Broker.Engine,
            create: (pipe, abort) => new PipeConnection(pipe, "pipe", abort) { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 4711) }));

    private async Task ConnectAsync(string address)
    {
        WireClient client = Open(address);
        await client.SendAsync(Wire.Connect("1.2"));
        Assert.That((await client.ReadAsync()).Command, Is.EqualTo("CONNECTED"));
    }

    // Opens a connection that says nothing, and waits until the broker has it.
    private async Task<WireClient> OpenAsync(int sessions)
    {
        WireClient client = Broker.Open();
        Assert.That(SpinWait.SpinUntil(() => Broker.Engine.SessionCount >= sessions, Patience), Is.True);
        await client.SendAsync("\n");
        await client.UntilAllReadAsync();
        return client;
    }
}

using System.Text;
using NUnit.Framework;

namespace Stomp.Tests.Abuse;

/// <summary>Frames that begin and do not end, or not soon, or not within the limits.</summary>
[TestFixture]
public sealed class UnfinishedFrameTests : AbuseFixture
{
    private const int Abusers = 100;
    private const int EndlessAbusers = 2;
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(20);

    private protected override string[] Limits => ["ConnectTimeout=00:00:00.8", "FrameTimeout=00:00:00.8", "LingerTimeout=00:00:00.5"];

    [TestCase(Via.Tcp)]
    [TestCase(Via.WebSocket)]
    public Task Half_a_frame_is_waited_for_no_longer_than_the_limit_H_1_H_4(Via via) =>
        SufferAsync(
            async () => await Task.WhenAll(
                WithEachAsync(Abuser.ConnectAllAsync(Host, via, Abusers), "FrameTimeout", static abuser => abuser.SendAsync("SEND\ndestination:/topic/half\n\nhalf")),
                WithEachAsync(OpenAsync(via, Abusers), "ConnectTimeout", static abuser => abuser.SendAsync("CONNECT\naccept-version:1.2\nho"))),
            "FrameTimeout",
            "ConnectTimeout");

    [TestCase(Via.Tcp)]
    [TestCase(Via.WebSocket)]
    public Task A_frame_that_comes_octet_by_octet_is_refused_H_1_H_4(Via via) =>
        SufferAsync(
            async () => await Task.WhenAll(
                WithEachAsync(Abuser.ConnectAllAsync(Host, via, Abusers), "FrameTimeout", DripAsync("SEND\ndestination:/topic/drip\n\n" + new string('x', 1000))),
                WithEachAsync(OpenAsync(via, Abusers), "ConnectTimeout", DripAsync("CONNECT\naccept-version:1.2\nlogin:" + new string('x', 1000)))),
            "FrameTimeout",
            "ConnectTimeout");

    [TestCase(Via.Tcp)]
    [TestCase(Via.WebSocket)]
    public Task Endless_line_ends_before_CONNECT_are_refused_H_1(Via via) =>
        SufferAsync(
            () => WithEachAsync(OpenAsync(via, EndlessAbusers), "MaxUnauthenticatedBytes", Endless("", new string('\n', 4096))),
            "MaxUnauthenticatedBytes");

    // After CONNECT they are heart-beats, and nothing to be refused: the abuser is served, and the others must be as well.
    [TestCase(Via.Tcp)]
    [TestCase(Via.WebSocket)]
    public Task Endless_line_ends_after_CONNECT_hold_up_nobody(Via via) =>
        SufferAsync(async () =>
        {
            byte[] lineEnds = [.. Enumerable.Repeat((byte)'\n', 4096)];
            Abuser[] abusers = await Abuser.ConnectAllAsync(Host, via, 2);
            await Task.WhenAll(abusers.Select(async abuser =>
            {
                for (int i = 0; i < 2_000; i++)
                {
                    await abuser.SendAsync(lineEnds);
                }

                await abuser.SendAsync("DISCONNECT\nreceipt:still served\n\n\0");
                Assert.That(await abuser.ReadToEndAsync(), Does.Contain("RECEIPT\nreceipt-id:still served\n"));
                abuser.Dispose();
            }));
        });

    [TestCase(Via.Tcp)]
    [TestCase(Via.WebSocket)]
    public Task Endless_headers_are_refused_by_number_by_line_and_by_block_H_2(Via via) =>
        SufferAsync(
            async () =>
            {
                // One kind after another: all at once keep a small machine so busy that some have not begun when their time to CONNECT is over.
                await WithEachAsync(OpenAsync(via, EndlessAbusers), "MaxHeaderCount", Endless("CONNECT\n", "a:b\n"));
                await WithEachAsync(OpenAsync(via, EndlessAbusers), "MaxUnauthenticatedBytes", OneLongLine());
                await WithEachAsync(Abuser.ConnectAllAsync(Host, via, EndlessAbusers), "MaxHeaderCount", Endless("SEND\n", "a:b\n"));
                await WithEachAsync(Abuser.ConnectAllAsync(Host, via, EndlessAbusers), "MaxHeaderLineBytes", Endless("SEND\na:", new string('x', 1000)));
                await WithEachAsync(Abuser.ConnectAllAsync(Host, via, EndlessAbusers), "MaxHeaderBlockBytes", Endless("SEND\n", $"a:{new string('x', 9000)}\n"));
            },
            "MaxHeaderCount",
            "MaxHeaderLineBytes",
            "MaxHeaderBlockBytes",
            "MaxUnauthenticatedBytes");

    // What is announced is not set aside (H-3): the second kind announces 400 MB in all, and the peak of the memory shows none of it.
    [TestCase(Via.Tcp)]
    [TestCase(Via.WebSocket)]
    public async Task A_large_content_length_without_a_body_costs_no_memory_H_2_H_3(Via via)
    {
        const long Allowed = 64 * 1024 * 1024;
        long before = 0;
        await SufferAsync(
            async () =>
            {
                before = before == 0 ? ProcessFigures.ResidentBytes(Host.Id) : before;
                await Task.WhenAll(
                    WithEachAsync(Abuser.ConnectAllAsync(Host, via, Abusers), "MaxBodyBytes", Announce(100_000_000)),
                    WithEachAsync(Abuser.ConnectAllAsync(Host, via, Abusers), "FrameTimeout", Announce(4_000_000)));
            },
            "MaxBodyBytes",
            "FrameTimeout");
        Assert.That(ProcessFigures.PeakResidentBytes(Host.Id) - before, Is.LessThan(Allowed));
    }

    private static Func<Abuser, Task> Announce(int bytes) =>
        abuser => abuser.SendAsync($"SEND\ndestination:/topic/announced\ncontent-length:{bytes}\n\n");

    private static Func<Abuser, Task> Endless(string beginning, string rest)
    {
        byte[] octets = Encoding.ASCII.GetBytes(rest);
        return async abuser =>
        {
            await abuser.SendAsync(beginning);
            await abuser.SendEndlesslyAsync(octets);
        };
    }

    private static Func<Abuser, Task> OneLongLine() => abuser => abuser.SendAsync($"CONNECT\na:{new string('x', 9000)}\n");

    // At a steady pace, which is the abuse: some 50 octets a second, until nobody takes them any more.
    private static Func<Abuser, Task> DripAsync(string text) =>
        async abuser =>
        {
            using var pace = new PeriodicTimer(Drip);
            foreach (char octet in text)
            {
                await pace.WaitForNextTickAsync();
                if (!await abuser.TrySendAsync(octet.ToString()))
                {
                    return;
                }
            }
        };

    private static async Task WithEachAsync(Task<Abuser[]> opening, string limit, Func<Abuser, Task> abuse)
    {
        await Task.WhenAll((await opening).Select(async abuser =>
        {
            Task error = abuser.ExpectErrorAsync(limit);
            Task abusing = abuse(abuser);
            await error;
            abuser.Dispose();
            await abusing;
        }));
    }

    private Task<Abuser[]> OpenAsync(Via via, int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => Abuser.OpenAsync(Host, via)));
}

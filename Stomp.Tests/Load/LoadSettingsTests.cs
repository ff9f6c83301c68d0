using NUnit.Framework;
using Stomp.Benchmarks.Load;
using Stomp.Benchmarks.Load.Commands;
using Stomp.Benchmarks.Load.Scenarios;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Tests.Load;

public sealed class LoadSettingsTests
{
    private static CommonSettings Common => new() { Url = ServerUrl.Parse("stomp://127.0.0.1:61613") };

    [TestCase("stomp://127.0.0.1:61613", "127.0.0.1:61613", null)]
    [TestCase("tcp://127.0.0.1:1", "127.0.0.1:1", null)]
    [TestCase("ws://127.0.0.1:8080/stomp", "127.0.0.1:8080", "/stomp")]
    [TestCase("ws://127.0.0.1:8080", "127.0.0.1:8080", "/")]
    [TestCase("ws://127.0.0.1:80/a/b?c=d", "127.0.0.1:80", "/a/b?c=d")]
    [TestCase("stomp://[::1]:61613", "[::1]:61613", null)]
    public void Takes_urls(string text, string endPoint, string? path)
    {
        var url = ServerUrl.Parse(text);

        Assert.That((url.EndPoint.ToString(), url.Path), Is.EqualTo((endPoint, path)));
    }

    [TestCase("127.0.0.1:61613")]
    [TestCase("stomp://127.0.0.1")]
    [TestCase("http://127.0.0.1:80")]
    [TestCase("stomps://127.0.0.1:61614")]
    [TestCase("")]
    public void Says_what_a_url_must_be(string text) =>
        Assert.That(() => ServerUrl.Parse(text), Throws.TypeOf<LoadException>().With.Message.Contains("stomp://HOST:PORT or ws://HOST:PORT/PATH"));

    [Test]
    public void Says_what_is_wrong_with_the_settings_of_a_flow()
    {
        var flow = new FlowSettings { Common = Common };
        (FlowSettings Settings, string Message)[] wrong =
        [
            (flow with { Common = Common with { PayloadBytes = 15 } }, "--payload 15: it must be at least 16"),
            (flow with { Common = Common with { Threads = 0 } }, "--threads 0: it must be at least 1"),
            (flow with { Common = Common with { Messages = 0 } }, "--messages 0: it must be at least 1"),
            (flow with { Common = Common with { Duration = TimeSpan.Zero } }, "--duration must be longer than 0"),
            (flow with { Common = Common with { SendHeaders = ["priority"] } }, "priority is no header; it must be NAME:VALUE"),
            (
                flow with { Common = Common with { Threads = 2 }, Publishers = 2, Destinations = 3 },
                "--threads 2 must divide the 2 publishers and the 3 destinations"),
            (flow with { Publishers = 0 }, "--publishers 0"),
            (flow with { Destinations = 0 }, "--topics 0"),
            (flow with { Destinations = 0, IsQueue = true }, "--queues 0"),
            (flow with { Subscribers = 0 }, "--subscribers 0"),
            (flow with { Window = 0 }, "--window 0"),
            (flow with { Rate = 0 }, "--rate must be more than 0"),
            (flow with { Subscribers = 2, Slow = 2 }, "--slow 2: it must be less than --subscribers 2"),
            (flow with { IsQueue = true, Subscribers = 2, Slow = 1 }, "--slow is for topics"),
            (flow with { Destinations = 1 << 20 }, "can be told apart"),
        ];
        foreach ((FlowSettings settings, string message) in wrong)
        {
            Assert.That(settings.Check, Throws.TypeOf<LoadException>().With.Message.Contains(message));
        }

        Assert.That(flow.Check, Throws.Nothing);
    }

    [TestCase("5000")]
    [TestCase("a,b")]
    [TestCase("-1,0")]
    public void Says_what_heart_beats_must_be(string text) =>
        Assert.That(() => ConnectSettings.ParseHeartBeat(text), Throws.TypeOf<LoadException>().With.Message.Contains("OUT,IN in milliseconds"));

    [Test]
    public void Refuses_more_connections_than_the_system_allows()
    {
        Assume.That(OperatingSystem.IsLinux(), "elsewhere the limit is not known");
        Assume.That(OpenFileLimit.MaxConnections(), Is.LessThan(int.MaxValue), "there is no limit");

        Assert.That(
            new ConnectSettings { Common = Common, Connections = int.MaxValue }.Check,
            Throws.TypeOf<LoadException>().With.Message.Contains("ulimit -n"));
    }

    [TestCase(1, 1, 16, ExpectedResult = 1000, Description = "at most a thousand")]
    [TestCase(1, 100, 16, ExpectedResult = 200, Description = "20,000 deliveries in all")]
    [TestCase(1, 1, 1 << 20, ExpectedResult = 2, Description = "two mebioctets for one subscriber")]
    [TestCase(100_000, 1, 16, ExpectedResult = 1, Description = "one at least")]
    public int Chooses_a_window(int destinations, int subscribers, int payload) =>
        new FlowSettings { Common = Common with { PayloadBytes = payload }, Destinations = destinations, Subscribers = subscribers }.EffectiveWindow;

    [TestCase("load", "Required command")]
    [TestCase("load nothing", "nothing")]
    [TestCase("load fanout --subscribers many", "many")]
    [TestCase("load fanout --unknown 1", "--unknown")]
    [TestCase("load queue --ack sometimes", "sometimes")]
    [TestCase("load fanout --url http://127.0.0.1:1", "stomp://HOST:PORT")]
    [TestCase("load fanout --duration -1", "--duration -1: it must be at least 0")]
    [TestCase("load connect --heartbeat 1", "OUT,IN")]
    [TestCase("compare --peers artemis", "artemis")]
    [TestCase("compare --case nothing", "no case of the brokers named with --peers matches --case")]
    [TestCase("compare --case fan-out --peers floor", "no case of the brokers named with --peers matches --case")]
    [TestCase("scaling --series tides", "tides")]
    public async Task Says_what_is_wrong_with_the_command_line(string line, string message)
    {
        TextWriter before = Console.Error;
        var errors = new StringWriter();
        Console.SetError(errors);
        try
        {
            Assert.That(await LoadCommandLine.InvokeAsync(line.Split(' ')), Is.EqualTo(LoadCommand.NotRun));
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.That(errors.ToString(), Does.Contain(message));
    }

    [TestCase("--filter", "*", ExpectedResult = false)]
    [TestCase("--list", "flat", ExpectedResult = false)]
    [TestCase("load", "fanout", ExpectedResult = true)]
    [TestCase("compare", "", ExpectedResult = true)]
    [TestCase("scaling", "", ExpectedResult = true)]
    public bool Leaves_the_other_arguments_to_the_benchmarks(params string[] arguments) => LoadCommandLine.IsFor(arguments);
}

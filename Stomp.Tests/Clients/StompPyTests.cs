using System.Globalization;
using NUnit.Framework;
using Stomp.Tests.EndToEnd;

namespace Stomp.Tests.Clients;

/// <summary>What stomp.py 8 does, over TCP. The scenarios are in <c>stomppy/scenarios.py</c>.</summary>
public sealed class StompPyTests : ServerFixture
{
    private const string Probe = "import stomp; print(stomp.__version__[0])";

    // Packages of the distribution belong to the Python of the system; another one may come first on the path.
    private static readonly string[] Pythons = ["python3", "/usr/bin/python3"];

    private string _python = "";

    private protected override (string Name, string Value)[] Settings => [("HeartBeat:Receive", "00:00:00.5")];

    [OneTimeSetUp]
    public async Task FindStompPy()
    {
        foreach (string python in Pythons)
        {
            if (await ClientScript.RunAsync(python, "-c", Probe) is { Code: 0, Output: var version } && version.Trim() == "8")
            {
                _python = python;
                return;
            }
        }

        ClientScript.Missing("Install stomp.py 8: the package python3-stomp of Debian and Ubuntu, or: pip install stomp.py==8.*");
    }

    [Test]
    public Task Version_1_0([Values("exchange", "binary", "headers", "ack", "transaction", "request", "status", "error")] string scenario) =>
        RunAsync("1.0", scenario);

    [Test]
    public Task Version_1_1([Values("exchange", "binary", "headers", "ack", "nack", "transaction", "request", "status", "heartbeat", "error")] string scenario) =>
        RunAsync("1.1", scenario);

    [Test]
    public Task Version_1_2([Values("exchange", "binary", "headers", "ack", "nack", "transaction", "request", "status", "heartbeat", "error")] string scenario) =>
        RunAsync("1.2", scenario);

    private async Task RunAsync(string version, string scenario)
    {
        string port = Server.Tcp.Port.ToString(CultureInfo.InvariantCulture);
        (int code, string output) = (await ClientScript.RunAsync(
            _python, "stomppy/scenarios.py", $"{Server.Tcp.Address}", port, version, scenario))!.Value;
        Assert.That(code, Is.Zero, output);
    }
}

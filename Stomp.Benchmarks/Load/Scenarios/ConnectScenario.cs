using Stomp.Benchmarks.Load.Measuring;
using Stomp.Benchmarks.Load.Reporting;
using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>Connections are opened as fast as can be, held, and closed.</summary>
internal sealed class ConnectScenario(ConnectSettings settings) : Scenario<ConnectShard>
{
    private static readonly TimeSpan BetweenBeats = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private ConnectFigures? _figures;

    protected override CommonSettings Common => settings.Common;

    protected override string Name => "connect";

    protected override int Concurrency => settings.Concurrency;

    protected override ConnectionSettings MakeConnectionSettings()
    {
        settings.Check();
        byte[] connect = ConnectionSettings.MakeConnectFrame(
            Common.VirtualHost ?? Common.Url.Host, Common.Login, Common.Passcode, settings.HeartBeatOut, settings.HeartBeatIn);
        const int SmallInput = 1024; // CONNECTED and a receipt are all that comes
        return new ConnectionSettings(Common.Url, connect, SmallInput, SourceAddresses.For(Common.Url, settings.Connections));
    }

    protected override ConnectShard MakeShard(RunContext context, int index) => new(context, settings, index);

    protected override void StartLoad(long now)
    {
        // Opening the connections is the load.
    }

    protected override bool IsQuotaDone() => true;

    protected override (Mark First, Mark Last) Run(ConnectionOpener opener)
    {
        long before = Server.Read().ResidentBytes;
        Mark first = Read();
        OpenAll(opener);
        Mark last = Read();
        Hold(Rest);
        Server.Refresh();
        long settled = Server.Read().ResidentBytes;
        Mark holdStart = Read();
        long beats = Sum(static shard => shard.Group.HeartBeats);
        Hold(settings.Hold);
        Mark holdEnd = Read();
        double perConnection = Server.IsAvailable ? (Server.Read().ResidentBytes - before) / (double)settings.Connections : 0;
        _figures = new ConnectFigures(
            settings.Connections,
            settings.Connections * 1e6 / (last.Time - first.Time),
            Server.IsAvailable ? (settled - before) / (double)settings.Connections : null,
            Server.IsAvailable ? perConnection : null,
            Server.IsAvailable ? (holdEnd.ServerCpu - holdStart.ServerCpu) * 1e6 / (holdEnd.Time - holdStart.Time) : null,
            Sum(static shard => shard.Group.HeartBeats) - beats);
        return (first, last);
    }

    protected override LoadResult Complete(LoadResult result) => result with { Connect = _figures };

    private void Hold(TimeSpan time)
    {
        long until = Clock.Now + Clock.Microseconds(time);
        while (Clock.Now < until)
        {
            EachShard(static shard => shard.Beat(Clock.Now));
            Sleep(BetweenBeats);
        }
    }
}

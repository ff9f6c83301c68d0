using Stomp.Benchmarks.Load.Wire;

namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>Requests and replies: latencies are those of whole round trips.</summary>
internal sealed class RequestScenario(RequestSettings settings) : Scenario<RequestShard>
{
    protected override CommonSettings Common => settings.Common;

    protected override string Name => "request";

    protected override ConnectionSettings MakeConnectionSettings()
    {
        settings.Check();
        OpenFileLimit.Check(settings.Pairs * 2);
        byte[] connect = ConnectionSettings.MakeConnectFrame(Common.VirtualHost ?? Common.Url.Host, Common.Login, Common.Passcode, 0, 0);
        return new ConnectionSettings(Common.Url, connect, ConnectionSettings.InputBytesFor(settings.Pairs * 2));
    }

    protected override RequestShard MakeShard(RunContext context, int index) => new(context, settings, index);

    protected override void StartLoad(long now) => EachShard(shard => shard.Start(now));

    protected override void StopLoad() => EachShard(static shard => shard.Drain());

    protected override bool IsQuotaDone() => Shards.All(static shard =>
    {
        lock (shard.Group.Gate)
        {
            return shard.IsQuotaDone;
        }
    });
}

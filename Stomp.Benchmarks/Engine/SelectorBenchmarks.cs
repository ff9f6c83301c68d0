using System.Text;
using BenchmarkDotNet.Attributes;
using Stomp.Broker.Messages;
using Stomp.Broker.Selectors;

namespace Stomp.Benchmarks.Engine;

/// <summary>What a selector costs: for each message that it is asked about, and once for its subscription.</summary>
[MemoryDiagnoser]
public class SelectorBenchmarks
{
    private const string Text = "region = 'eu' AND price > 100";

    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(Text);
    private Message _selected = null!;
    private Message _other = null!;
    private Selector _selector = null!;
    private Selector _missing = null!;
    private Selector _like = null!;

    [GlobalSetup]
    public void Setup()
    {
        var encoder = new MessageEncoder(new MessagePool());
        _selected = Encode(encoder, "eu");
        _other = Encode(encoder, "us");
        _selector = Selector.Parse(_utf8);
        _missing = Selector.Parse("color = 'red'");
        _like = Selector.Parse("sku LIKE 'A-%-2026' AND JMSPriority < 5");
        Verify.That(Matches());
        Verify.That(!MatchesNot());
        Verify.That(!MatchesMissing());
        Verify.That(MatchesLike());
    }

    /// <summary>A string and a number, among eight headers: both are compared.</summary>
    [Benchmark(Baseline = true)]
    public bool Matches() => _selector.Matches(_selected);

    /// <summary>The same, and already the string is another.</summary>
    [Benchmark]
    public bool MatchesNot() => _selector.Matches(_other);

    /// <summary>The walk over all headers alone: there is none of that name.</summary>
    [Benchmark]
    public bool MatchesMissing() => _missing.Matches(_selected);

    /// <summary>A pattern, and a header that is missing and has a default.</summary>
    [Benchmark]
    public bool MatchesLike() => _like.Matches(_selected);

    /// <summary>Once for each subscription.</summary>
    [Benchmark]
    public object Parse() => Selector.Parse(_utf8);

    // Eight headers in all, with message-id, destination and content-length.
    private static Message Encode(MessageEncoder encoder, string region) => encoder.Encode(
        "/topic/orders.new"u8,
        "application/json",
        [
            new("correlation-id", "b7e1d1f2-55c5-4f4d-8f0e-0d9a7c3b2a11"),
            new("region", region),
            new("sku", "A-4711-2026"),
            new("price", "120"),
        ],
        "{\"quantity\":3}"u8);
}

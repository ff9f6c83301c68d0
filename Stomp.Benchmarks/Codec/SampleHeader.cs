using Stomp.Core.Protocol;

namespace Stomp.Benchmarks.Codec;

/// <summary>A header to measure with; <see cref="Known"/> is what an author would write instead of its name.</summary>
internal readonly record struct SampleHeader(byte[] Name, byte[] Value)
{
    public KnownHeader Known { get; } = HeaderName.Resolve(Name);
}

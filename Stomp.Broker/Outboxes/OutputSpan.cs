using System.IO.Pipelines;

namespace Stomp.Broker.Outboxes;

/// <summary>What is left of the output's current segment: many small frames are written into it before the output is asked for another.</summary>
internal ref struct OutputSpan(PipeWriter output)
{
    private Span<byte> _free;
    private int _used;

    /// <summary>Tells the output what was written so far. Nothing else may use the output before.</summary>
    public void Advance()
    {
        if (_used > 0)
        {
            output.Advance(_used);
        }

        _free = default;
        _used = 0;
    }

    /// <summary>So many octets in one piece, to be written by the caller.</summary>
    public Span<byte> Take(int length)
    {
        if (_free.Length < length)
        {
            Advance();
            _free = output.GetSpan(length);
        }

        Span<byte> taken = _free[..length];
        _free = _free[length..];
        _used += length;
        return taken;
    }

    /// <summary>Writes octets, piece by piece into the segments that there are: a large message does not ask for a segment of its own size.</summary>
    public void Write(ReadOnlySpan<byte> octets)
    {
        while (octets.Length > _free.Length)
        {
            octets[.._free.Length].CopyTo(_free);
            octets = octets[_free.Length..];
            _used += _free.Length;
            Advance();
            _free = output.GetSpan();
        }

        octets.CopyTo(_free);
        _free = _free[octets.Length..];
        _used += octets.Length;
    }
}

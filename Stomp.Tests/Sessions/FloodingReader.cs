using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Stomp.Tests.InMemory;

namespace Stomp.Tests.Sessions;

/// <summary>What a client sends who is never read to the end: while it floods, each read gets the same thousand SENDs.</summary>
internal sealed class FloodingReader(PipeReader reader) : PipeReader
{
    private static readonly ReadOnlySequence<byte> Flood = new(Encoding.UTF8.GetBytes(Wire.SendMany("/topic/flood", 0, 1000)));
    private volatile bool _isFlooding;
    private bool _isOfFlood;

    public bool IsFlooding
    {
        get => _isFlooding;
        set => _isFlooding = value;
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        _isOfFlood = _isFlooding;
        return _isOfFlood ? new ReadResult(Flood, isCanceled: false, isCompleted: false) : await reader.ReadAsync(cancellationToken);
    }

    public override bool TryRead(out ReadResult result) => reader.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!_isOfFlood)
        {
            reader.AdvanceTo(consumed, examined);
        }
    }

    public override void CancelPendingRead() => reader.CancelPendingRead();

    public override void Complete(Exception? exception = null) => reader.Complete(exception);
}

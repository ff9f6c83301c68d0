namespace Stomp.Benchmarks.Storage;

/// <summary>What a run found.</summary>
/// <param name="MessagesPerSecond">Messages that were stored; and removed, where they are.</param>
/// <param name="CpuMicroseconds">Processor time of the whole process, in user code and in the kernel, for each.</param>
/// <param name="CommitsPerSecond">Commits.</param>
/// <param name="OperationsPerCommit">Operations in one.</param>
/// <param name="Cancelled">The share of messages that was never written.</param>
internal sealed record StoreFigures(
    double MessagesPerSecond, double CpuMicroseconds, double CommitsPerSecond, double OperationsPerCommit, double Cancelled);

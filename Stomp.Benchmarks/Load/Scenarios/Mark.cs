namespace Stomp.Benchmarks.Load.Scenarios;

/// <summary>What is read at both ends of the measured time.</summary>
/// <param name="Time">Microseconds.</param>
/// <param name="Delivered">Deliveries so far.</param>
/// <param name="Published">Messages published so far.</param>
/// <param name="ServerCpu">Processor seconds of the server.</param>
/// <param name="OwnCpu">Those of this process.</param>
/// <param name="AllCpu">Those of the machine.</param>
internal readonly record struct Mark(long Time, long Delivered, long Published, double ServerCpu, double OwnCpu, double AllCpu);

namespace Stomp.Benchmarks.Load;

/// <summary>A run that could not be done: a wrong option, a server that is not there or refuses. Its message says what and why, in one line.</summary>
internal sealed class LoadException(string message) : Exception(message);

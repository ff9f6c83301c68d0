namespace Stomp.Benchmarks.Storage;

/// <summary>What is measured.</summary>
/// <param name="Directory">Where a folder for the store is made.</param>
/// <param name="Window">How many messages wait to be stored at once.</param>
/// <param name="Removes">Whether each is removed when it is stored.</param>
/// <param name="Size">Octets of a message.</param>
/// <param name="Duration">How long it is measured.</param>
internal sealed record StoreFlowSettings(string Directory, int Window, bool Removes, int Size, TimeSpan Duration);

namespace Stomp.Broker.Storage;

/// <summary>The storage of a broker, from its start on.</summary>
internal sealed class BrokerStorage
{
    /// <summary>Who writes; <see langword="null"/> where nothing is stored.</summary>
    public StoreWriter? Writer { get; set; }
}

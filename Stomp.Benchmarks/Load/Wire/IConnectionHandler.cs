namespace Stomp.Benchmarks.Load.Wire;

/// <summary>What a scenario does about its connections. Every call holds the gate of the connection's group.</summary>
internal interface IConnectionHandler
{
    /// <summary>CONNECTED has come.</summary>
    void OnConnected(Connection connection);

    /// <summary>A frame has come, other than CONNECTED.</summary>
    void OnFrame(Connection connection, in Frame frame);

    /// <summary>All that was to be sent is with the system.</summary>
    void OnSent(Connection connection);

    /// <summary>A batch of input has been handled.</summary>
    void OnBatchEnd();

    /// <summary>The connection has ended, and it was not <see cref="Connection.Close"/> that ended it.</summary>
    void OnFailed(Connection connection, string reason);
}

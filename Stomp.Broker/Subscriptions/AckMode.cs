namespace Stomp.Broker.Subscriptions;

/// <summary>How the messages of a subscription are acknowledged: the <c>ack</c> header of SUBSCRIBE (C-85).</summary>
internal enum AckMode : byte
{
    /// <summary>A message counts as consumed when it was sent (C-101).</summary>
    Auto,

    /// <summary>ACK and NACK are for the message and all earlier ones of the subscription (C-98, C-99).</summary>
    Client,

    /// <summary>ACK and NACK are for one message (C-97).</summary>
    ClientIndividual,
}

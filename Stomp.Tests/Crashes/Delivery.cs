using Stomp.Tests.Crashes.Checking;

namespace Stomp.Tests.Crashes;

/// <summary>A MESSAGE that came, and how it is acknowledged.</summary>
/// <param name="Key">Which message.</param>
/// <param name="Ack">Its header <c>ack</c>, as it stands on the wire.</param>
/// <param name="IsRedelivered">Whether it says <c>redelivered:true</c>.</param>
internal readonly record struct Delivery(MessageKey Key, string Ack, bool IsRedelivered);

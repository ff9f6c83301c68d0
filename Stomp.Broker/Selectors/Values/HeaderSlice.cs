namespace Stomp.Broker.Selectors.Values;

/// <summary>Where a header's value stands.</summary>
/// <param name="Start">
/// Its first octet in the tail; or the complement of that among the values that were unescaped, which is negative; 0 when there is no such
/// header, for no value begins a tail.
/// </param>
/// <param name="Length">Its octets.</param>
internal readonly record struct HeaderSlice(int Start, int Length);

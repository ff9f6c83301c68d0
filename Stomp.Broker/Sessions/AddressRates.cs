using System.Net;

namespace Stomp.Broker.Sessions;

/// <summary>How many connections each address has opened lately: a bucket of tokens for each, refilled at the rate that is allowed (H-1).</summary>
/// <remarks>Not thread-safe: the registry's lock guards it.</remarks>
internal sealed class AddressRates(int perSecond, TimeProvider time)
{
    // 65,536 buckets of some 100 octets, 6 MiB: with more addresses than that at a time the rates of single ones matter no more.
    private const int MaxAddresses = 64 * 1024;

    private readonly Dictionary<IPAddress, Bucket> _buckets = [];

    /// <summary>Takes a token; <see langword="false"/> when the address has none left. Loopback addresses are never limited.</summary>
    public bool TryTake(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: { } address } || IPAddress.IsLoopback(address))
        {
            return true;
        }

        long now = time.GetTimestamp();
        address = AddressNetwork.Of(address);
        double tokens = perSecond;
        if (_buckets.TryGetValue(address, out Bucket bucket))
        {
            tokens = Math.Min(perSecond, bucket.Tokens + (time.GetElapsedTime(bucket.Last, now).TotalSeconds * perSecond));
        }
        else if (_buckets.Count == MaxAddresses)
        {
            _buckets.Clear();
        }

        bool isTaken = tokens >= 1;
        _buckets[address] = new Bucket(isTaken ? tokens - 1 : tokens, now);
        return isTaken;
    }

    /// <summary>Forgets addresses whose buckets are full again.</summary>
    public void Forget(long now)
    {
        foreach ((IPAddress address, Bucket bucket) in _buckets)
        {
            if (time.GetElapsedTime(bucket.Last, now) > TimeSpan.FromSeconds(1))
            {
                _buckets.Remove(address);
            }
        }
    }

    private readonly record struct Bucket(double Tokens, long Last);
}

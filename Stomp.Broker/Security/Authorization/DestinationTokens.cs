using System.Text;
using Stomp.Broker.Configuration;
using Stomp.Broker.Users;

namespace Stomp.Broker.Security.Authorization;

/// <summary>
/// How names of destinations fall into tokens: between slashes. In topics and in what sessions subscribe to of their own dots separate too, there and
/// here without a difference, and a subscription may have wildcards.
/// </summary>
internal sealed class DestinationTokens(StompBrokerOptions options)
{
    // Not in a name that a client writes: TopicPrefix and Users.Prefix begin with a slash, and their first token is thus empty.
    private static readonly char[] Separators = ['/', '.'];

    /// <summary>The prefix of users' destinations.</summary>
    public string UserPrefix => options.Users.Prefix;

    public string TopicPrefix => options.TopicPrefix;

    /// <summary>Whether dots separate tokens, from the prefix on.</summary>
    public bool HasDots(string name) => name.StartsWith(TopicPrefix, StringComparison.Ordinal) || name.StartsWith(UserPrefix, StringComparison.Ordinal);

    /// <summary>Takes a name apart.</summary>
    /// <param name="name">A destination, or a pattern of a rule.</param>
    /// <param name="action">What is to be done: the second token of what is sent to a user is the user's name, in which dots separate nothing.</param>
    public string[] Split(string name, StompAction action)
    {
        if (name.StartsWith(TopicPrefix, StringComparison.Ordinal))
        {
            return [.. TopicPrefix[..^1].Split('/'), .. name[TopicPrefix.Length..].Split(Separators)];
        }

        if (!name.StartsWith(UserPrefix, StringComparison.Ordinal))
        {
            return name.Split('/');
        }

        string rest = name[UserPrefix.Length..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        return action == StompAction.Send && slash >= 0
            ? [.. UserPrefix[..^1].Split('/'), Normalize(rest[..slash]), .. rest[(slash + 1)..].Split(Separators)]
            : [.. UserPrefix[..^1].Split('/'), .. rest.Split(Separators)];
    }

    /// <summary>A user's name as a token.</summary>
    public static string Encode(string userName, bool hasDots)
    {
        string name = UserName.Encode(userName);
        return hasDots ? name.Replace(".", "%2E").Replace("*", "%2A").Replace("#", "%23").Replace(">", "%3E") : name;
    }

    // A name may be written in more than one way, of which rules know one.
    private static string Normalize(string encoded)
    {
        byte[] octets = Encoding.UTF8.GetBytes(encoded);
        char[] name = new char[octets.Length];
        return UserName.TryDecode(octets, name, out int length) && !encoded.Contains('{', StringComparison.Ordinal)
            ? UserName.Encode(new string(name, 0, length))
            : encoded;
    }
}

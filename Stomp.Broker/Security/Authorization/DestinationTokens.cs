using System.Text;
using Stomp.Broker.Configuration;
using Stomp.Broker.Users;

namespace Stomp.Broker.Security.Authorization;

/// <summary>
/// How names of destinations fall into tokens: between slashes. In topics, in what sessions subscribe to of their own, and in what message handlers are mapped to
/// dots separate too, there and here without a difference, and one separator at the end makes none.
/// </summary>
internal sealed class DestinationTokens(StompBrokerOptions options)
{
    /// <summary>Stands for a star that is no wildcard. Half of a character: no name that came as UTF-8 has it.</summary>
    public const char LiteralStar = '\uD800';

    // What means something in a name, so that it is percent-encoded in a user's.
    private const string ReservedInTopics = "%./*#>";
    private const string ReservedInHandlers = "%./";
    private const string ReservedElsewhere = "%/";

    // Not in a name that a client writes: the prefixes begin with a slash, and their first token is thus empty.
    private static readonly char[] Separators = ['/', '.'];

    /// <summary>The prefix of users' destinations.</summary>
    public string UserPrefix => options.Users.Prefix;

    /// <summary>How many tokens a name may have that say how the others are separated.</summary>
    public int MaxPrefixTokens => options.Handlers.Prefixes.Append(options.TopicPrefix).Append(UserPrefix).Max(static prefix => prefix.Count('/'));

    /// <summary>Whether dots separate tokens, from the prefix on.</summary>
    public bool HasDots(string name) => MayHaveWildcards(name) || FindHandlerPrefix(name) is not null;

    /// <summary>Whether a subscription to it may have wildcards.</summary>
    public bool MayHaveWildcards(string name) =>
        name.StartsWith(options.TopicPrefix, StringComparison.Ordinal) || name.StartsWith(UserPrefix, StringComparison.Ordinal);

    /// <summary>Which characters of a user's name are percent-encoded in such a destination.</summary>
    public string GetReserved(string name, StompAction action) =>
        FindHandlerPrefix(name) is not null ? ReservedInHandlers
        : !MayHaveWildcards(name) || (action == StompAction.Send && name.StartsWith(UserPrefix, StringComparison.Ordinal)) ? ReservedElsewhere
        : ReservedInTopics;

    /// <summary>Takes a name apart.</summary>
    /// <param name="name">A destination, or a pattern of a rule.</param>
    /// <param name="action">What is to be done: the second token of what is sent to a user is the user's name, in which dots separate nothing.</param>
    /// <param name="isPattern">Whether it is a pattern, with wildcards and variables of its own.</param>
    public string[] Split(string name, StompAction action, bool isPattern = false)
    {
        if (name.StartsWith(options.TopicPrefix, StringComparison.Ordinal))
        {
            return [.. SplitPrefix(options.TopicPrefix), .. SplitPath(name[options.TopicPrefix.Length..])];
        }

        if (FindHandlerPrefix(name) is { } handlers)
        {
            return [.. SplitPrefix(handlers), .. SplitPath(name[handlers.Length..]).Select(token => Normalize(token, isPattern, NormalizeValue))];
        }

        if (!name.StartsWith(UserPrefix, StringComparison.Ordinal))
        {
            return name.Split('/');
        }

        string rest = name[UserPrefix.Length..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        return action == StompAction.Send && slash >= 0
            ? [.. SplitPrefix(UserPrefix), Normalize(rest[..slash], isPattern, NormalizeUser), .. SplitPath(rest[(slash + 1)..])]
            : [.. SplitPrefix(UserPrefix), .. SplitPath(rest)];
    }

    /// <summary>A user's name as a token.</summary>
    /// <param name="userName">The name.</param>
    /// <param name="reserved">The characters to encode.</param>
    public static string Encode(string userName, string reserved) =>
        userName.AsSpan().IndexOfAny(reserved) < 0
            ? userName
            : string.Concat(userName.Select(character => reserved.Contains(character, StringComparison.Ordinal) ? $"%{(int)character:X2}" : $"{character}"));

    private static string[] SplitPrefix(string prefix) => prefix[..^1].Split('/');

    private static string[] SplitPath(string path) => (path is [.., '/' or '.'] ? path[..^1] : path).Split(Separators);

    // What stands for the same may be written in more than one way, of which rules know one. A star that a pattern has encoded is no wildcard.
    private static string Normalize(string token, bool isPattern, Func<string, string> normalize) =>
        !isPattern ? normalize(token)
        : token.Contains('{', StringComparison.Ordinal) ? token
        : string.Join('*', token.Split('*').Select(part => normalize(part).Replace('*', LiteralStar)));

    // As handlers get the values of variables.
    private static string NormalizeValue(string encoded) => Encode(Uri.UnescapeDataString(encoded), ReservedInHandlers);

    private static string NormalizeUser(string encoded)
    {
        byte[] octets = Encoding.UTF8.GetBytes(encoded);
        char[] name = new char[octets.Length];
        return UserName.TryDecode(octets, name, out int length) ? Encode(new string(name, 0, length), ReservedElsewhere) : encoded;
    }

    private string? FindHandlerPrefix(string name) =>
        options.Handlers.Prefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
